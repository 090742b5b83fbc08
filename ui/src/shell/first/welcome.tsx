import { Inbox, Sparkles } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useCommand } from '../../bridge';
import { Button } from '../../kit';
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
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isBusy = begin.isPending || begin.isSuccess;
  return (
    <main className={styles.gate} data-testid="welcome">
      <section className={styles.sheet} aria-labelledby="welcome" aria-busy={isBusy}>
        <header className={styles.head}>
          <img src="./pebble.svg" alt="" />
          <h1 id="welcome" ref={heading} tabIndex={-1}>
            {said.title}
          </h1>
        </header>
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
      </section>
    </main>
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
