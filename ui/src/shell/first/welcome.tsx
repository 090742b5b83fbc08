import { Inbox, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCommand } from '../../bridge';
import { Button } from '../../kit';
import { Gate } from '../gate';
import { reloadAll } from '../refusals';
import { goTo } from '../router';
import styles from './first.module.css';
import { words } from './messages';

const said = words.welcome;

/** The first thing that a person sees: a company to try things out on, or their own mailbox. */
export default function Welcome() {
  const begin = useCommand('app.begin', {
    onDone: (_, { with: chosen }) => {
      if (chosen === 'own') goTo('settings', 'account');
      else goTo('today');
      reloadAll();
    },
  });
  const isBusy = begin.isPending || begin.isSuccess;
  return (
    <Gate title={said.title} icon={<img src="./pebble.svg" alt="" />} isBusy={isBusy} isWide testId="welcome">
      <p className={styles.lead}>{said.lead}</p>
      <div className={styles.choices}>
        <Choice
          icon={<Sparkles size={24} aria-hidden="true" />}
          title={said.sample.title}
          body={said.sample.body}
        >
          <Button look="primary" disabled={isBusy} onClick={() => begin.mutate({ with: 'sample' })}>
            {said.sample.go}
          </Button>
        </Choice>
        <Choice icon={<Inbox size={24} aria-hidden="true" />} title={said.own.title} body={said.own.body}>
          <Button disabled={isBusy} onClick={() => begin.mutate({ with: 'own' })}>
            {said.own.go}
          </Button>
        </Choice>
      </div>
      <p role="status" className={styles.lead}>
        {isBusy ? said.opening : ''}
      </p>
    </Gate>
  );
}

function Choice(props: { icon: ReactNode; title: string; body: string; children: ReactNode }) {
  return (
    <section className={styles.choice}>
      {props.icon}
      <h2>{props.title}</h2>
      <p>{props.body}</p>
      {props.children}
    </section>
  );
}
