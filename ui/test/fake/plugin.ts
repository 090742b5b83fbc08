import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { Desk } from './desk';

/** Serves the fake desk over the real HTTP contract, so the shipped bridge is what is looked at. */
export function fakeHost(): Plugin {
  const desk = new Desk();
  const streams = new Set<ServerResponse>();
  let seq = 0;
  desk.onChange = (topics) => {
    seq += 1;
    for (const stream of streams)
      stream.write(`event: changed\ndata: ${JSON.stringify({ topics, ids: [], seq })}\n\n`);
  };
  const serve = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = request.url ?? '';
    if (url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      streams.add(response);
      request.on('close', () => streams.delete(response));
    } else if (url.startsWith('/mail/')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(desk.body(decodeURIComponent(url.slice('/mail/'.length))));
    } else if (url === '/rpc' && request.method === 'POST') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { cmd, input } = JSON.parse(Buffer.concat(parts).toString('utf8'));
        response.setHeader('content-type', 'application/json');
        try {
          response.end(JSON.stringify(desk.answer(cmd, input) ?? null));
        } catch (refusal) {
          response.statusCode = 422;
          response.end(JSON.stringify(refusal));
        }
      });
    } else {
      next();
    }
  };
  return {
    name: 'fake-host',
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}
