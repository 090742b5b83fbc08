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

test('a script that came with a mail does not run, and what asks without the app’s mark is refused', async ({
  app,
}) => {
  await app.open('inbox');
  const heard = await app.page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-popups');
    frame.srcdoc = '<script>parent.postMessage("ran", "*")</script><p>shown</p>';
    const words: unknown[] = [];
    window.addEventListener('message', (event) => words.push(event.data));
    const drawn = new Promise((done) => frame.addEventListener('load', done));
    document.body.append(frame);
    await drawn;
    // Messages of a script that did run would have been queued before this one.
    const after = new Promise((done) => window.addEventListener('message', done, { once: true }));
    window.postMessage('after', '*');
    await after;
    return words;
  });
  expect(heard).toEqual(['after']);
  const bare = await app.page.request.post(`${app.desk.url}/rpc`, { data: { cmd: 'app.status', input: {} } });
  expect(bare.status()).toBe(403);
  const foreign = await app.page.request.post(`${app.desk.url}/rpc`, {
    headers: { origin: 'https://elsewhere.example', 'x-pebble': '1' },
    data: { cmd: 'app.status', input: {} },
  });
  expect(foreign.status()).toBe(403);
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

test('a desk that cannot be opened shows why and the ways on', async ({ app }) => {
  const message = 'The disk is full. Free some space and try again; nothing was lost.';
  await app.page.route('**/rpc', async (route) => {
    const { cmd } = route.request().postDataJSON();
    if (cmd === 'app.recovery') await route.fulfill({ json: { message } });
    else await route.fulfill({ status: 500, json: { code: 'Broken', message, field: null } });
  });
  await app.page.goto(app.desk.url);
  await expect(app.page.getByTestId('recovery')).toContainText(message);
  await expect(app.page.getByRole('listitem')).toHaveCount(3);
  await expect(app.page.getByTestId('status-strip')).toHaveCount(0);
});
