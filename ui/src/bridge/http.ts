import { type Changed, type Host, Refusal } from './host';

const UNREACHABLE = 'The Pebble engine did not answer. Check that it is still running.';

/** The development host on loopback: the same router, spoken over HTTP. */
export const httpHost: Host = {
  async call(cmd, input) {
    let response: Response;
    try {
      response = await fetch('/rpc', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-pebble': '1' },
        body: JSON.stringify({ cmd, input }),
      });
    } catch {
      throw new Refusal('Broken', UNREACHABLE);
    }
    const text = await response.text();
    let answer: unknown;
    try {
      answer = text === '' ? null : JSON.parse(text);
    } catch {
      throw new Refusal('Broken', `${cmd} answered ${response.status} without JSON`);
    }
    if (!response.ok) throw Refusal.from(answer ?? new Error(`${cmd} answered ${response.status}`));
    return answer;
  },
  onChanged(heard) {
    const stream = new EventSource('/events');
    let wasCut = false;
    stream.addEventListener('changed', (event) => {
      const changed: Changed = JSON.parse(String(event.data));
      heard(changed);
    });
    stream.addEventListener('error', () => {
      wasCut = true;
    });
    stream.addEventListener('open', () => {
      if (wasCut) heard(null);
      wasCut = false;
    });
    return () => stream.close();
  },
  mailUrl: (messageId, hasPictures) =>
    `/mail/${encodeURIComponent(messageId)}${hasPictures ? '/pictures' : ''}`,
};
