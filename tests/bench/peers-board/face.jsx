import { memo } from 'react';

/** What a card says, in as many elements as ours. */
export const Face = memo(function Face({ card }) {
  return (
    <>
      <div className="title">{card.title}</div>
      <div className="line">
        <span>{card.company}</span>
        <span>{card.product}</span>
      </div>
      <div className="line">
        <b>{card.value}</b>
        <span>{card.idle}</span>
      </div>
    </>
  );
});
