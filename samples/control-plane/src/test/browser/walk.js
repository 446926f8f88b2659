// Walks through the Machines page as its users do: node walk.js URL FOLDER, the token in DUMONT_USER_TOKEN. Whatever a browser
// complains of, and whatever axe finds, fails it. Screenshots go into the folder.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, folder] = process.argv.slice(2);
const token = process.env.DUMONT_USER_TOKEN;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const MARKUP = '<img src=x onerror="console.error(1)">';
const complaints = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  await strangerStaysOut();
  const page = await open({ viewport: WIDE, colorScheme: 'light', locale: 'en-US' });
  await step('signs in', () => signInAndSee(page));
  await step('stays signed in when it is loaded anew', () => page.reload());
  await step('lists the machines', () => list(page));
  await step('filters', () => filter(page));
  await step('warns of an idle machine, which is kept alive', () => keepAlive(page));
  await step('shows what anybody wrote as text', () => text(page));
  await step('hibernates a machine', () => hibernate(page));
  await step('wakes it', () => wake(page));
  await step('tells what happened to it', () => timeline(page));
  await step('settles what needs a person', () => needsHuman(page));
  await step('reboots a machine', () => reboot(page));
  await step('rents a machine', () => create(page));
  await step('rents what the wizard recommends', () => wizard(page));
  await step('explains a machine', () => explain(page));
  await step('changes the settings of a machine', () => settings(page));
  await step('changes the settings of the fleet', () => fleetSettings(page));
  await step('types a command on a machine', () => terminal(page));
  await step('freezes and unfreezes the fleet', () => freeze(page));
  await step('destroys a machine whose name was typed', () => destroy(page));
  await step('speaks Portuguese', () => portuguese(page));
  await step('says that it could not sign out', () => signOutFails(page));
  await step('signs out, also of a session that another page began', () => signOut(page));
  await step('fits a phone in the dark', phone);
  assert.deepEqual(complaints, [], 'what the browser complained of');
} finally {
  await browser.close();
}

async function step(what, walk) {
  const started = Date.now();
  await walk();
  console.log(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function open(options) {
  const page = await browser.newPage(options);
  listenForComplaints(page);
  await page.goto(url);
  return page;
}

function listenForComplaints(page) {
  page.setDefaultTimeout(60_000);
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
}

async function signIn(page, secret) {
  await page.getByLabel(/User token|Token de usuário/).fill(secret);
  await page.keyboard.press('Enter');
}

async function signInAndSee(page) {
  await signIn(page, token);
  await row(page, 'trainer-1').waitFor();
}

/** On a page of its own: a browser calls every 401 an error. */
async function strangerStaysOut() {
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(url);
  await assertAccessible(page);
  await signIn(page, 'not-the-token');
  await page.getByRole('alert').getByText('not known here').waitFor();
  assert.equal(await page.getByRole('table').count(), 0);
  await page.close();
}

async function registerMachineNamed(name) {
  const response = await fetch(`${url}/api/v1/agent/instances`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ instance_id: 'marked-up', name }),
  });
  assert.equal(response.status, 201);
}

function row(page, id) {
  return page.locator(`tr[data-machine="${id}"]`);
}

async function list(page) {
  await row(page, 'trainer-1').getByText('H100 SXM').waitFor();
  assert.ok((await page.locator('tr[data-machine]').count()) >= 5);
  await row(page, 'trainer-1').getByText('$1,537 a month').waitFor();
  await row(page, 'trainer-1').getByText(/^GPU \d+ % · CPU \d+ % · RAM \d+ %$/).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await assertAccessible(page);
}

async function text(page) {
  await registerMachineNamed(MARKUP);
  assert.equal(await row(page, 'marked-up').getByRole('link').textContent(), MARKUP);
  assert.equal(await page.locator('img').count(), 0);
}

async function filter(page) {
  await page.getByLabel('Search').fill('load=training');
  await page.getByText(/^1 of \d+ machines$/).waitFor();
  assert.equal(await page.locator('tr[data-machine]').count(), 1);
  await page.getByLabel('Search').fill('');
  await page.getByLabel('GPU', { exact: true }).selectOption('RTX 3090');
  await row(page, 'trainer-1').waitFor({ state: 'detached' });
  assert.equal(await page.locator('tr[data-machine]').count(), 1);
  await page.getByLabel('GPU', { exact: true }).selectOption('');
  await row(page, 'trainer-1').waitFor();
}

async function keepAlive(page) {
  const forgotten = row(page, 'forgotten-1');
  await forgotten.getByText('Parks in').waitFor();
  await screenshot(page, 'machines');
  await forgotten.getByRole('button', { name: 'Keep alive' }).click();
  await page.getByRole('dialog').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await forgotten.getByRole('button', { name: 'Keep alive' }).click();
  await page.getByRole('dialog').getByLabel('For how long').selectOption('1440');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep alive' }).click();
  await page.getByText('is left alone until').waitFor();
  await forgotten.getByText('Parks in').waitFor({ state: 'detached' });
  await forgotten.getByText('running').waitFor();
}

async function hibernate(page) {
  const notebook = row(page, 'notebook-1');
  await notebook.getByRole('button', { name: 'Hibernate' }).click();
  await page.getByRole('dialog').getByText('Its disk is kept').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Hibernate' }).click();
  await notebook.getByRole('button', { name: 'Wake' }).waitFor();
  await notebook.getByText(/^hibernate, /).waitFor({ state: 'detached' });
}

async function wake(page) {
  const notebook = row(page, 'notebook-1');
  await notebook.getByRole('button', { name: 'Wake' }).click();
  await notebook.getByRole('button', { name: 'Hibernate' }).waitFor();
}

async function timeline(page) {
  await row(page, 'notebook-1').getByRole('link').click();
  const told = page.getByRole('region', { name: 'Timeline' });
  await told.getByText(/hibernate: /).waitFor();
  await told.getByText('hibernating, ').first().waitFor();
  await page.getByText('On demand: $0.400. Spot: $0.180. Spot is 55 % cheaper').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'All machines' }).click();
}

/** No machine of the demonstration gets stuck, so what the control plane would say of one that is comes from here. */
async function needsHuman(page) {
  const said = [];
  const stuck = { id: 'trainer-1:9', instance_id: 'trainer-1', kind: 'stop', phase: 'needs_human', reason: 'nobody could confirm it' };
  await page.route('**/api/v1/operations', route => route.fulfill({ json: { operations: said.length === 0 ? [stuck] : [] } }));
  await page.route('**/api/v1/operations/*/resolve', route => {
    said.push([new URL(route.request().url()).pathname, route.request().postDataJSON()]);
    return route.fulfill({ json: {} });
  });
  const notice = page.getByRole('alert', { name: 'Needs a person' });
  await notice.getByText('nobody could confirm it').waitFor();
  await assertAccessible(page);
  await notice.getByRole('button', { name: 'Give it up: trainer-1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await notice.getByRole('button', { name: 'It is done: trainer-1' }).click();
  await page.getByRole('dialog').getByLabel('A note for the record').fill('looked at the provider');
  await page.getByRole('dialog').getByRole('button', { name: 'It is done' }).click();
  await notice.waitFor({ state: 'detached' });
  assert.deepEqual(said, [['/api/v1/operations/trainer-1%3A9/resolve', { outcome: 'done', note: 'looked at the provider' }]]);
  await page.unroute('**/api/v1/operations/*/resolve');
  await page.unroute('**/api/v1/operations');
}

async function reboot(page) {
  const trainer = row(page, 'trainer-1');
  await trainer.getByRole('button', { name: 'Reboot' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reboot' }).click();
  await page.getByText('trainer: Reboot was asked for.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await trainer.getByRole('button', { name: 'Reboot' }).waitFor();
}

async function create(page) {
  await page.getByRole('button', { name: 'New machine' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('GPU').selectOption('A100 SXM4');
  await dialog.getByLabel('Spot').check();
  await dialog.getByText('Spot: $0.495').waitFor();
  await assertAccessible(page);
  const launch = dialog.getByRole('button', { name: 'Launch for $0.495 an hour' });
  assert.ok(await launch.isDisabled(), 'a machine without a name is not rented');
  await dialog.getByLabel('Name').fill('fresh');
  await dialog.getByLabel('Disk').fill('49');
  assert.ok(await launch.isDisabled(), 'a disk is 50 GB or more');
  await dialog.getByLabel('Disk').fill('120');
  await screenshot(page, 'create');
  await launch.click();
  await page.getByRole('row').filter({ hasText: 'fresh' }).getByText('running').waitFor();
}

async function wizard(page) {
  await page.getByRole('button', { name: 'AI Wizard' }).click();
  const dialog = page.getByRole('dialog');
  const description = dialog.getByLabel('What do you want to do?');
  await description.fill('I need a machine');
  await dialog.getByRole('button', { name: 'Recommend' }).click();
  await dialog.getByText('Which model is it').waitFor();
  assert.equal(await dialog.getByRole('radio').count(), 0, 'nothing is recommended before the question is answered');
  await assertAccessible(page);
  await forgetsAnAnswerToAnotherText(page, dialog, description);
  await description.fill('Fine-tune Llama 3 8B with QLoRA on 50k examples in Asia, on-demand, on 3 nodes');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Recommend' }).click();
  await dialog.getByText('8.03 billion parameters × 0.516 bytes = 3.86 GiB').waitFor();
  await dialog.getByText('3 nodes').waitFor();
  assert.equal(await dialog.getByRole('radio').count(), 3);
  await assertAccessible(page);
  const launch = dialog.getByRole('button', { name: /^Launch for \$/ });
  assert.ok(await launch.isDisabled(), 'a machine without a name is not rented');
  await dialog.getByLabel('Name').fill('tuner');
  await page.setViewportSize({ ...WIDE, height: 1500 });
  await screenshot(page, 'wizard');
  await page.setViewportSize(WIDE);
  await launch.click();
  await page.getByRole('row').filter({ hasText: 'tuner' }).getByText('running').waitFor();
}

async function forgetsAnAnswerToAnotherText(page, dialog, description) {
  const recommend = '**/api/v1/wizard/recommend';
  let written;
  const rewritten = new Promise(resolve => (written = resolve));
  await page.route(recommend, async route => {
    await rewritten;
    await route.continue();
  });
  const replied = page.waitForResponse(recommend);
  await description.fill('Serve Llama 3 8B');
  await dialog.getByRole('button', { name: 'Recommend' }).click();
  await description.fill('Serve Llama 3 70B');
  written();
  await (await replied).finished();
  await page.unroute(recommend);
  await dialog.getByRole('button', { name: 'Recommend', disabled: false }).waitFor();
  assert.equal(await dialog.getByRole('radio').count(), 0, 'what was recommended for another text is not shown');
}

async function explain(page) {
  await row(page, 'trainer-1').getByRole('link').click();
  await page.getByRole('heading', { name: 'trainer', exact: true }).waitFor();
  await page.getByText('its GPUs work at').waitFor();
  await page.getByText('Cost so far').waitFor();
  await page.getByRole('figure').filter({ hasText: 'GPU memory' }).locator('canvas').waitFor();
  await page.getByLabel('Period').selectOption('7d');
  await page.getByRole('figure').filter({ hasText: 'GPU use' }).waitFor();
  await page.getByLabel('Period').selectOption('1h');
  await page.getByRole('figure').filter({ hasText: 'GPU memory' }).locator('canvas').waitFor();
  await screenshot(page, 'machine');
  await page.getByRole('button', { name: 'Look for the usual troubles' }).click();
  await page.getByText('The GPU does not appear').waitFor();
  await page.getByText('1 GPU answers').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'trainer-1').waitFor();
}

async function terminal(page) {
  await row(page, 'trainer-1').getByRole('link').click();
  await page.getByRole('button', { name: 'How to log in' }).click();
  await page.getByText(/^ssh -p \d+ \S+@127\.0\.0\.1$/).waitFor();
  await page.getByText(/^ssh-ed25519 \S+ dumont-control-plane$/).waitFor();
  await assertAccessible(page);
  const [shell] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'Open a terminal' }).click()]);
  listenForComplaints(shell);
  await shell.getByRole('status').getByText('Its host key was seen for the first time').waitFor();
  await shell.keyboard.type('PS1="$ "; clear; echo the answer is $((6 * 7)) on $(tput cols) columns\n');
  const shown = shell.locator('.xterm-rows').getByText(/^the answer is 42 on \d+ columns/);
  await shown.waitFor();
  const columns = Number((await shown.textContent()).match(/on (\d+) columns/)[1]);
  await shell.setViewportSize({ width: WIDE.width / 2, height: WIDE.height });
  await shell.keyboard.type('until [ $(tput cols) -lt 100 ]; do sleep 0.1; done; clear; echo now fewer than $((columns = 100))\n');
  assert.ok(columns > 100, `a wide window has ${columns} columns`);
  await shell.locator('.xterm-rows').getByText(/^now fewer than 100/).waitFor();
  await shell.setViewportSize(WIDE);
  await shell.keyboard.type('clear; printf "\\033[32m%s\\033[0m\\n" green; ls -ld /etc /usr /var\n');
  await shell.locator('.xterm-rows').getByText(/^green/).waitFor();
  await assertAccessible(shell);
  await screenshot(shell, 'terminal');
  await shell.keyboard.press('Shift+Escape');
  assert.equal(await shell.evaluate(() => document.activeElement.textContent), 'To the machine');
  await shell.getByRole('group').click();
  await shell.keyboard.type('exit\n');
  await shell.getByRole('status').getByText('The shell has ended.').waitFor();
  await connectAgainIn(shell);
  await beginAnotherSession(page);
  const before = complaints.length;
  await shell.keyboard.type('exit\n');
  await connectAgainIn(shell);
  const expected = complaints.splice(before);
  assert.ok(expected.length > 0 && expected.every(complaint => /\b(403|426)\b/.test(complaint)), expected.join('\n'));
  await shell.close();
  await page.reload();
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'trainer-1').waitFor();
}

async function settings(page) {
  await row(page, 'trainer-1').getByRole('link').click();
  await page.getByText('100 GB', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('After so many idle minutes').fill('4');
  await dialog.getByRole('button', { name: 'Save' }).click();
  assert.equal(await dialog.getByLabel('After so many idle minutes').evaluate(field => field.validity.rangeUnderflow), true);
  await dialog.getByLabel('After so many idle minutes').fill('45');
  await dialog.getByLabel('Replace it when').check();
  await dialog.getByLabel('Regions for the replacement').fill('EU, US');
  await dialog.getByRole('button', { name: 'Add hours' }).click();
  await dialog.getByLabel('To', { exact: true }).fill('20:30');
  await dialog.getByRole('button', { name: 'Leave it alone for a while' }).click();
  await dialog.getByLabel('Leave it alone because').fill('a demonstration');
  assert.equal(await dialog.getByText('Automatic snapshots').count(), 0, 'what is not served is not shown');
  await assertAccessible(page);
  await screenshot(page, 'settings');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of trainer hold from now on.').waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  assert.equal(await dialog.getByLabel('After so many idle minutes').inputValue(), '45');
  assert.equal(await dialog.getByLabel('Regions for the replacement').inputValue(), 'EU, US');
  assert.equal(await dialog.getByLabel('To', { exact: true }).inputValue(), '20:30');
  assert.equal(await dialog.getByLabel('Leave it alone because').inputValue(), 'a demonstration');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'All machines' }).click();
}

async function fleetSettings(page) {
  await page.getByRole('link', { name: 'Fleet settings' }).click();
  await page.getByLabel('Preset').waitFor();
  assert.equal(await page.getByLabel('Preset').inputValue(), 'saver');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Label, key=value').fill('load=training');
  await page.getByRole('button', { name: 'Add a cap' }).click();
  await page.getByLabel('USD').fill('0');
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByLabel('USD').fill('2500');
  await refused(422, async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('time zone').waitFor();
  });
  await page.getByLabel('Time zone').fill('America/Sao_Paulo');
  await assertAccessible(page);
  await screenshot(page, 'fleet-settings');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of the fleet hold from now on.').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('Label, key=value').inputValue(), 'load=training');
  assert.equal(await page.getByLabel('USD').inputValue(), '2500');
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'trainer-1').waitFor();
}

async function connectAgainIn(shell) {
  await shell.getByRole('button', { name: 'Connect again' }).click();
  await shell.getByRole('status').getByText('Connected.', { exact: true }).waitFor();
}

/** As another page of the same browser does. */
async function beginAnotherSession(page) {
  const begin = secret => fetch('/api/v1/session', { method: 'POST', headers: { Authorization: `Bearer ${secret}` } });
  await page.evaluate(begin, token);
}

async function freeze(page) {
  await page.getByRole('button', { name: 'Freeze' }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Freeze' });
  assert.ok(await confirm.isDisabled(), 'a fleet is frozen for a reason only');
  await page.getByLabel('Why, for people who wonder').fill('while we look');
  await confirm.click();
  await page.getByRole('button', { name: 'Unfreeze' }).click();
  await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
}

async function destroy(page) {
  const batch = row(page, 'batch-1');
  await batch.getByRole('button', { name: 'Destroy' }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Destroy' });
  await dialog.getByText('What would be lost').waitFor();
  await assertAccessible(page);
  await dialog.getByLabel('Type batch to confirm').fill('batc');
  assert.ok(await confirm.isDisabled(), 'another name is no confirmation');
  await dialog.getByLabel('Type batch to confirm').fill('batch');
  await dialog.getByLabel('Lose what is on its disk').check();
  await confirm.click();
  await batch.waitFor({ state: 'detached' });
}

async function portuguese(page) {
  await page.getByLabel('Language').selectOption('pt-BR');
  await page.getByRole('heading', { name: 'Máquinas' }).waitFor();
  await row(page, 'trainer-1').getByText('ligada', { exact: true }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
  assert.equal(await page.title(), 'Máquinas · Dumont Cloud');
  await page.getByRole('button', { name: 'AI Wizard' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('O que você quer fazer?').fill('Quero servir o Llama 3 8B para 20 usuários simultâneos por 3 dias');
  await dialog.getByRole('button', { name: 'Recomendar' }).click();
  await dialog.getByText('8,03 bilhões de parâmetros × 2 bytes = 14,96 GiB').waitFor();
  await dialog.getByText('Sob demanda, porque').waitFor();
  await dialog.getByRole('button', { name: 'Cancelar' }).click();
}

async function signOutFails(page) {
  const session = '**/api/v1/session';
  await page.route(session, route =>
    route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'being shut down' } } }),
  );
  await refused(503, async () => {
    await page.getByRole('button', { name: 'Sair' }).click();
    await page.getByRole('alert').getByText('being shut down').waitFor();
  });
  await page.unroute(session);
  await row(page, 'trainer-1').waitFor();
}

/** A browser calls every refusal an error; this one belongs to the walk. */
async function refused(status, walk) {
  const before = complaints.length;
  await walk();
  const [expected, ...others] = complaints.splice(before);
  assert.match(expected, new RegExp(`status of ${status}`));
  complaints.push(...others);
}

async function signOut(page) {
  await beginAnotherSession(page);
  await refused(403, () => leave(page));
  assert.deepEqual(await page.context().cookies(), []);
  await page.reload();
  await page.getByLabel(/User token/).waitFor();
}

async function leave(page) {
  await page.getByRole('button', { name: 'Sair' }).click();
  await page.getByLabel('Token de usuário').waitFor();
}

async function phone() {
  const page = await open({ viewport: PHONE, colorScheme: 'dark', locale: 'pt-BR' });
  await signInAndSee(page);
  await page.getByRole('heading', { name: 'Máquinas' }).waitFor();
  await assertAccessible(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than a phone`);
  await screenshot(page, 'phone');
}

/** Evaluated by the debugger: the page's own policy lets no script in. */
async function assertAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(node => node.target).join(', ')}`);
  assert.deepEqual(found, [], 'what axe found');
}

async function screenshot(page, name) {
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
