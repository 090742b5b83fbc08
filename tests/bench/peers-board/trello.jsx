// react-trello 2.2, on the React it was written for. Its cards are its own: title, label and text.
import { render } from 'react-dom';
import library from 'react-trello';
import { columnsOf, styled } from './cards.js';

// It is a CommonJS module of the ES kind, which bundlers and Node take apart differently.
const Board = library.default ?? library;

globalThis.mountBoard = (cards) => {
  const columns = columnsOf(cards);
  let bus = null;
  let next = 0;
  const lanes = columns.map((column) => ({
    id: column.id,
    title: column.title,
    label: String(column.cards.length),
    cards: column.cards.map(({ id, title, company, product, value, idle }) => ({
      id,
      title,
      description: `${company} ${product} ${value}`,
      label: idle,
    })),
  }));
  globalThis.moveOne = () => {
    const cardId = columns[0].cards[next].id;
    next += 1;
    bus.publish({ type: 'MOVE_CARD', fromLaneId: 's0', toLaneId: 's1', cardId, index: 0 });
  };
  const take = (handle) => {
    bus = handle;
  };
  render(<Board data={{ lanes }} eventBusHandle={take} draggable />, styled());
};
