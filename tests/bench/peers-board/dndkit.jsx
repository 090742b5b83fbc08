// @dnd-kit/core 6 with its sortable preset, as its documentation builds a board of several lists.
import { closestCorners, DndContext, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { memo, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { columnsOf, moved, styled } from './cards.js';
import { Face } from './face.jsx';

const Card = memo(function Card({ card }) {
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: card.id });
  const style = {
    transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
    transition,
  };
  return (
    <div className="card" ref={setNodeRef} style={style} {...attributes} {...listeners}>
      <Face card={card} />
    </div>
  );
});

const Column = memo(function Column({ column }) {
  const ids = useMemo(() => column.cards.map((card) => card.id), [column.cards]);
  return (
    <div className="column">
      <div className="head">
        {column.title} {column.cards.length}
      </div>
      <SortableContext id={column.id} items={ids} strategy={verticalListSortingStrategy}>
        <div className="list">
          {column.cards.map((card) => (
            <Card key={card.id} card={card} />
          ))}
        </div>
      </SortableContext>
    </div>
  );
});

function Board({ cards }) {
  const [columns, setColumns] = useState(() => columnsOf(cards));
  const sensors = useSensors(useSensor(PointerSensor));
  globalThis.moveOne = () => setColumns(moved);
  return (
    <DndContext sensors={sensors} collisionDetection={closestCorners}>
      <div className="board">
        {columns.map((column) => (
          <Column key={column.id} column={column} />
        ))}
      </div>
    </DndContext>
  );
}

globalThis.mountBoard = (cards) => createRoot(styled()).render(<Board cards={cards} />);
