import { useState } from 'react';
import { type Quoted, useCommand, useQuery } from '../../bridge';
import { Button, Chip, Dialog, money, notify, TextArea, useFormat } from '../../kit';
import { words } from './messages';
import styles from './orders.module.css';

/** The order of a quotation that is won, or the way to place it. */
export function Order({ quoted }: { quoted: Quoted }) {
  const { quotation } = quoted;
  const { date } = useFormat();
  const orders = useQuery('orders.of_enquiry', quotation.enquiry_id).data;
  const [isPlacing, setPlacing] = useState(false);
  const order = orders?.find((each) => each.quotation_id === quotation.id);
  if (!orders) return null;
  if (order) {
    return (
      <div className={styles.order} data-testid="order">
        <strong>{order.number ?? words.order}</strong>
        {order.number === null && <Chip tone="warn">{words.awaiting}</Chip>}
        <span className={styles.quiet}>{words.theirs(order.po_number, date(order.po_on))}</span>
        <span className={styles.sum}>{money(order.total_minor, order.currency)}</span>
        <span className={styles.where}>{order.deliver_to}</span>
      </div>
    );
  }
  return (
    <>
      <Button size="small" look="primary" onClick={() => setPlacing(true)}>
        {words.place}
      </Button>
      {isPlacing && <PlaceDialog quoted={quoted} onClose={() => setPlacing(false)} />}
    </>
  );
}

function PlaceDialog({ quoted, onClose }: { quoted: Quoted; onClose: () => void }) {
  const { quotation, label } = quoted;
  const [place, setPlace] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const command = useCommand('orders.place', {
    onDone: () => {
      notify({ title: words.placed, tone: 'good' });
      onClose();
    },
    onRefused: ({ field, message }) => {
      if (field !== 'deliver_to') return false;
      setProblem(message);
      return true;
    },
  });
  return (
    <Dialog
      title={words.placeTitle(label ?? '')}
      description={words.placeBody}
      submit={words.place}
      cancel={words.cancel}
      isBusy={command.isPending}
      onSubmit={() =>
        command.mutate({
          quotation_id: quotation.id,
          total_minor: quotation.total_minor,
          deliver_to: place,
        })
      }
      onClose={onClose}
    >
      <TextArea
        label={words.deliverTo}
        value={place}
        error={problem}
        onText={(text) => {
          setProblem(null);
          setPlace(text);
        }}
      />
    </Dialog>
  );
}
