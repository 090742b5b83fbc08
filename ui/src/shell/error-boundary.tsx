import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button, EmptyState } from '../kit';
import { shell } from './messages';

/** Keeps a broken screen from taking the frame with it. A new `place` is a new chance. */
export class ErrorBoundary extends Component<
  { place: string; children: ReactNode },
  { error: Error | null; place: string }
> {
  override state = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps(props: { place: string }, state: { place: string }) {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <EmptyState
        icon={<TriangleAlert />}
        title={shell.crashTitle}
        body={shell.crashBody}
        action={<Button onClick={() => this.setState({ error: null })}>{shell.retry}</Button>}
      />
    );
  }
}
