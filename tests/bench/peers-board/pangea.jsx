// @hello-pangea/dnd 18, the successor of react-beautiful-dnd, as its documentation builds a board.
import { DragDropContext, Draggable, Droppable } from '@hello-pangea/dnd';
import { memo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { columnsOf, moved, styled } from './cards.js';
import { Face } from './face.jsx';

const Card = memo(function Card({ card, index }) {
  return (
    <Draggable draggableId={card.id} index={index}>
      {(held) => (
        <div className="card" ref={held.innerRef} {...held.draggableProps} {...held.dragHandleProps}>
          <Face card={card} />
        </div>
      )}
    </Draggable>
  );
});

const Cards = memo(function Cards({ cards }) {
  return cards.map((card, index) => <Card key={card.id} card={card} index={index} />);
});

const Column = memo(function Column({ column }) {
  return (
    <div className="column">
      <div className="head">
        {column.title} {column.cards.length}
      </div>
      <Droppable droppableId={column.id}>
        {(list) => (
          <div className="list" ref={list.innerRef} {...list.droppableProps}>
            <Cards cards={column.cards} />
            {list.placeholder}
          </div>
        )}
      </Droppable>
    </div>
  );
});

function Board({ cards }) {
  const [columns, setColumns] = useState(() => columnsOf(cards));
  globalThis.moveOne = () => setColumns(moved);
  return (
    <DragDropContext onDragEnd={() => {}}>
      <div className="board">
        {columns.map((column) => (
          <Column key={column.id} column={column} />
        ))}
      </div>
    </DragDropContext>
  );
}

globalThis.mountBoard = (cards) => createRoot(styled()).render(<Board cards={cards} />);
