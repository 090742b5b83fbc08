import { expect, test } from '../app';

test.use({ deskOf: 'frame' });

const PARTS = ['linked', 'preleads', 'archived', 'unclassified', 'pending', 'sent', 'quarantined'] as const;

test('every mail is accounted for on screen', async ({ app }) => {
  await app.open('today');
  const { counts } = await app.desk.call('app.status', {});
  expect(PARTS.reduce((sum, part) => sum + counts[part], 0)).toBe(counts.total);
  const text = (await app.page.getByTestId('mail-counts').textContent()) ?? '';
  const [whole, parts] = text.split('=');
  const numbers = (words: string | undefined) =>
    (words ?? '').replaceAll(',', '').match(/\d+/g)?.map(Number) ?? [];
  expect(numbers(parts).reduce((sum, each) => sum + each, 0)).toBe(numbers(whole)[0]);
  expect(text).not.toContain('unaccounted');
});

test('a mail’s frame has no origin, no script and no way to the engines', async ({ app }) => {
  const page = await app.desk.call('email.list', { folder: 'all', query: null, offset: 0, limit: 1 });
  const { id } = page.rows[0];
  await app.open(`inbox/all/${id}`);
  const body = app.page.getByTestId('mail-body');
  await expect(body).toHaveAttribute('sandbox', 'allow-popups');
  const answer = await app.page.request.get(`${app.desk.url}/mail/${id}`);
  const policy = answer.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
  expect(policy).not.toContain('connect-src');
  await expect(app.page.frameLocator('[data-testid="mail-body"]').locator('body')).not.toBeEmpty();
});

test('a script that got into a mail’s body does not run', async ({ app }) => {
  // The sanitiser and the policy are taken away: what is left is the frame itself.
  const hostile =
    '<script>parent.postMessage("ran", "*")</script><img src="x:" onerror="parent.postMessage(1)"><p>shown</p>';
  await app.page.route('**/mail/*', (route) => route.fulfill({ contentType: 'text/html', body: hostile }));
  await app.page.addInitScript(() => {
    window.addEventListener('message', (event) =>
      document.body.setAttribute('data-heard', String(event.data)),
    );
  });
  const page = await app.desk.call('email.list', { folder: 'all', query: null, offset: 0, limit: 1 });
  await app.open(`inbox/all/${page.rows[0].id}`);
  await expect(app.page.frameLocator('[data-testid="mail-body"]').getByText('shown')).toBeVisible();
  await expect(app.page.locator('body')).not.toHaveAttribute('data-heard');
});

test('pictures that came with a mail are fetched as it is opened, and what cannot be had is asked for again', async ({
  app,
}) => {
  const { page } = app;
  const list = await app.desk.call('email.list', { folder: 'all', query: null, offset: 0, limit: 1 });
  const { id } = list.rows[0];
  let [away, tries, isOffline] = [2, 0, true];
  await page.route('**/rpc', async (route) => {
    const { cmd, input } = route.request().postDataJSON();
    if (cmd === 'app.fetch_pictures') {
      tries += 1;
      const message = 'Outlook cannot be reached, and the file is there. Try again later.';
      if (isOffline) return route.fulfill({ status: 503, json: { code: 'Offline', field: null, message } });
      away = 0;
      return route.fallback();
    }
    if (cmd !== 'email.detail' || input.id !== id) return route.fallback();
    const detail = await (await route.fetch()).json();
    await route.fulfill({ json: { ...detail, pictures_away: away } });
  });
  await app.open(`inbox/all/${id}`);
  const note = page.getByTestId('pictures-away');
  await expect(note).toContainText('2 pictures of this mail are not here yet. Outlook cannot be reached');
  expect(tries).toBe(1);
  isOffline = false;
  await note.getByRole('button', { name: 'Fetch' }).click();
  await expect.poll(() => tries).toBe(2);
});

test('nothing inside a mail’s frame reaches the engines', async ({ app }) => {
  const page = await app.desk.call('email.list', { folder: 'all', query: null, offset: 0, limit: 1 });
  await app.open(`inbox/all/${page.rows[0].id}`);
  const body = app.page.frameLocator('[data-testid="mail-body"]').locator('body');
  await expect(body).not.toBeEmpty();
  const heard = await body.evaluate(async (_, url) => {
    const ask = { method: 'POST', headers: { 'x-pebble': '1' }, body: '{"cmd":"app.status","input":{}}' };
    return fetch(`${url}/rpc`, ask).then(
      () => 'answered',
      () => 'refused',
    );
  }, app.desk.url);
  expect(heard).toBe('refused');
});

test('the engines answer the app’s own pages only', async ({ app }) => {
  const data = { cmd: 'app.status', input: {} };
  const bare = await app.page.request.post(`${app.desk.url}/rpc`, { data });
  expect(bare.status()).toBe(403);
  const foreign = { origin: 'https://elsewhere.example', 'x-pebble': '1' };
  const from = await app.page.request.post(`${app.desk.url}/rpc`, { headers: foreign, data });
  expect(from.status()).toBe(403);
});

test('an address that leads nowhere says so and offers a way on', async ({ app }) => {
  await app.open('nowhere');
  await expect(app.page.getByText('There is nothing at this address')).toBeVisible();
  await app.page.getByRole('button', { name: 'Go to Today' }).click();
  await expect(app.page).toHaveURL(/#\/today$/);
});

test('the rail says whose desk it is', async ({ app }) => {
  const { me } = await app.desk.call('people.me', null);
  await app.open('today');
  await expect(app.page.getByTestId('me')).toContainText(me.name);
});
