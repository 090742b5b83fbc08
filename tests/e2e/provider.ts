import type { Server } from 'node:http';
import OidcProvider from 'oidc-provider';

/** What desks are called at the provider. */
export const CLIENT = 'pebble-desks';

/** A certified OpenID provider on this computer, whose sign-in page takes any name and password. */
export class Provider {
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<Provider> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const provider = new OidcProvider(url, {
      clients: [
        {
          client_id: CLIENT,
          application_type: 'native',
          redirect_uris: ['http://localhost/'],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          token_endpoint_auth_method: 'none',
        },
      ],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true } },
      cookies: { keys: ['a key of this run'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    });
    return new Promise((done) => {
      const server = provider.listen(port, '127.0.0.1', () => done(new Provider(server, url)));
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A provider names itself in what it signs, so it has to know its port before it listens. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const place = probe.address();
  const port = typeof place === 'object' && place ? place.port : 0;
  await new Promise((done) => probe.close(done));
  return port;
}
