// Walks through the Machines page as its users do: node walk.js URL FOLDER, the token in DUMONT_USER_TOKEN. Whatever a browser
// complains of, and whatever axe finds, fails it. Screenshots go into the folder. Where STEPS is set, a pattern, only what matches is walked.
// What only the world outside the page can do it asks for by a line of output, and goes on when a line of input says that it is done.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { english } from './text.en.js';
import { portuguese } from './text.pt-br.js';

const [url, folder] = process.argv.slice(2);
const steps = process.env.STEPS ?? '';
const token = process.env.DUMONT_USER_TOKEN;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const MARKUP = '<img src=x onerror="console.error(1)">';
const complaints = [];
const input = createInterface({ input: process.stdin });
const answers = input[Symbol.asyncIterator]();

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  await strangerStaysOut();
  const page = await open({ viewport: WIDE, colorScheme: 'light', locale: 'en-US' });
  await step('signs in', () => signInAndSee(page));
  await step('stays signed in when it is loaded anew', () => page.reload());
  await step('comes back when it is turned away', () => comesBack(page));
  await step('lists the machines', () => list(page));
  await step('filters', () => filter(page));
  await step('warns of an idle machine, which is kept alive', () => keepAlive(page));
  await step('hibernates a machine', () => hibernate(page));
  await step('stops it while its start hangs', () => stopAStart(page));
  await step('wakes it', () => wake(page));
  await step('tells what happened to it', () => timeline(page));
  await step('reboots a machine', () => reboot(page));
  await step('rents a machine', () => create(page));
  await step('asks for what its provider will not do', () => stopInVain(page));
  await step('rents what the wizard recommends', () => wizard(page));
  await step('claims a machine that was found at the provider', () => claim(page));
  await step('explains a machine', () => explain(page));
  await step('says what it could not read, and goes on', () => goesOn(page));
  await step('changes the settings of a machine', () => settings(page));
  await step('changes the settings of the fleet', () => fleetSettings(page));
  await step('types a command on a machine', () => terminal(page));
  await step('settles what needs a person', () => needsHuman(page));
  await step('freezes and unfreezes the fleet', () => freeze(page));
  await step('keeps a machine alive no longer', () => keepNoLonger(page));
  await step('destroys a machine whose name was typed', () => destroy(page));
  await step('shows what anybody wrote as text', () => text(page));
  await step('is used without a mouse', () => keyboard(page));
  await step('shuts nobody out, in any view, language or scheme', () => everyView(page));
  await step('speaks Portuguese', () => speaksPortuguese(page));
  await step('says that it could not sign out', () => signOutFails(page));
  await step('signs out, also of a session that another page began', () => signOut(page));
  await step('fits a phone in the dark', phone);
  assert.deepEqual(complaints, [], 'what the browser complained of');
} catch (failure) {
  console.log(complaints.join('\n'));
  throw failure;
} finally {
  input.close();
  await browser.close();
}

async function please(wish) {
  console.log(`please ${wish}`);
  assert.equal((await answers.next()).value, 'done');
}

async function step(what, walk) {
  if (what !== 'signs in' && !new RegExp(steps).test(what)) {
    return;
  }
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

async function post(path, body, method = 'POST') {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
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

/** Whatever a machine, an agent, a provider or a person says is said again, and never done. */
async function text(page) {
  await please('offer what is marked up');
  await post('/agent/instances', { instance_id: 'marked-up', name: MARKUP });
  await post('/agent/status', {
    instance_id: 'marked-up',
    hostname: MARKUP,
    agent_version: MARKUP,
    gpus: [{ index: 0, name: MARKUP, utilization_mean_percent: 3, memory_used_mb: 1, memory_total_mb: 10, covered_seconds: 30 }],
    busy: { active: true, label: MARKUP },
  });
  await post('/instances/marked-up/settings', { hibernation: { exceptions: [{ kind: 'exempt', value: MARKUP, expires_at: inAWeek() }] } }, 'PUT');
  await post(`/fleet/freeze?reason=${encodeURIComponent(MARKUP)}`);

  await row(page, 'marked-up').waitFor();
  assert.equal(await row(page, 'marked-up').getByRole('link').textContent(), MARKUP);
  const found = row(page, 'found');
  await found.getByRole('link', { name: MARKUP }).waitFor();
  await page.getByLabel('GPU', { exact: true }).selectOption(MARKUP);
  assert.equal(await page.locator('tr[data-machine]').count(), 1);
  await page.getByRole('button', { name: 'New machine' }).click();
  await page.getByRole('dialog').getByLabel('GPU').selectOption(MARKUP);
  await page.keyboard.press('Escape');
  await found.getByRole('button', { name: 'Destroy' }).click();
  await page.getByRole('dialog').getByLabel(`Type ${MARKUP} to confirm`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('GPU', { exact: true }).selectOption('');

  await found.getByRole('link').click();
  await page.getByRole('heading', { name: MARKUP }).waitFor();
  await page.getByText(`team: ${MARKUP}`).waitFor();
  await page.getByText(`${MARKUP}: team`).waitFor();
  assert.equal(await page.getByText(MARKUP, { exact: true }).count(), 4, 'name, GPU, region and image');
  await page.getByText(`frozen by an operator: ${MARKUP}`).first().waitFor();
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'marked-up').getByRole('link').click();
  await page.getByText(new RegExp(`exempt until .*: ${MARKUP.replace(/[()]/g, '\\$&')}`)).first().waitFor();
  await page.getByRole('button', { name: 'Look for the usual troubles' }).click();
  await page.getByText('The GPU does not appear').waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.evaluate(() => document.querySelectorAll('[onerror]').length), 0);
  await page.getByRole('link', { name: 'All machines' }).click();
  await page.getByRole('button', { name: 'Unfreeze' }).click();
  await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
}

function inAWeek() {
  return new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString();
}

/** A browser comes again by itself when the connection breaks, but not when it is turned away, as while a server starts. */
async function comesBack(page) {
  const events = '**/api/v1/events';
  await page.getByText('Live', { exact: true }).waitFor();
  await page.route(events, route => route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'starting' } } }));
  await refused(503, async () => {
    const turnedAway = page.waitForEvent('console', message => message.type() === 'error');
    await page.reload();
    await turnedAway;
  });
  await page.getByText('Reconnecting…', { exact: true }).waitFor();
  await row(page, 'trainer-1').waitFor();
  await page.unroute(events);
  await page.getByText('Live', { exact: true }).waitFor();
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
  await page.getByLabel('Region').selectOption('ASIA');
  await row(page, 'trainer-1').waitFor({ state: 'detached' });
  assert.equal(await page.locator('tr[data-machine]').count(), 1);
  await page.getByLabel('Region').selectOption('');
  await page.getByLabel('State').selectOption('running');
  await row(page, 'trainer-1').waitFor();
  await page.getByLabel('State').selectOption('');
}

/** It is parked six seconds after it was warned; where the test came too late for that, the machine is woken for another try. */
async function keepAlive(page) {
  const forgotten = row(page, 'forgotten-1');
  const wakes = forgotten.getByRole('button', { name: 'Wake' });
  await forgotten.getByText('Parks in').or(wakes).first().waitFor();
  if (await wakes.isVisible()) {
    await wakes.click();
  }
  await forgotten.getByText('Parks in').waitFor();
  await forgotten.getByText('every signal idle for').waitFor();
  await screenshot(page, 'machines');
  await forgotten.getByRole('button', { name: 'Keep alive' }).click();
  await page.getByRole('dialog').getByLabel('For how long').selectOption('1440');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep alive' }).click();
  await page.getByText('is left alone until').waitFor();
  await forgotten.getByText('Parks in').waitFor({ state: 'detached' });
  await forgotten.getByText('running').waitFor();
  await forgotten.getByText(/kept alive until \d+\/\d+\/\d+/).waitFor();
}

async function hibernate(page) {
  const notebook = row(page, 'notebook-1');
  await notebook.getByRole('button', { name: 'Hibernate' }).click();
  await page.getByRole('dialog').getByText('Its disk is kept').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Hibernate' }).click();
  await notebook.getByRole('button', { name: 'Wake' }).waitFor();
  await notebook.getByText(/^hibernate, /).waitFor({ state: 'detached' });
}

/** What waits for a GPU at the provider would start, and cost, whenever there is one; nobody has to wait for that. */
async function stopAStart(page) {
  await please('let the next start of the notebook hang');
  const notebook = row(page, 'notebook-1');
  await notebook.getByRole('button', { name: 'Wake' }).click();
  await notebook.getByText('starting', { exact: true }).waitFor();
  await notebook.getByText('wake, confirming').waitFor();
  await notebook.getByRole('button', { name: 'Destroy' }).waitFor();
  await notebook.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await notebook.getByText('stopped', { exact: true }).waitFor();
}

async function wake(page) {
  const notebook = row(page, 'notebook-1');
  await notebook.getByRole('button', { name: 'Start' }).click();
  await notebook.getByRole('button', { name: 'Keep alive' }).waitFor();
}

async function timeline(page) {
  await row(page, 'notebook-1').getByRole('link').click();
  const told = page.getByRole('region', { name: 'Timeline' });
  await told.getByText(/hibernate: /).waitFor();
  await told.getByText('hibernating, ').first().waitFor();
  await page.reload();
  await told.getByText(/hibernate: /).waitFor();
  await page.getByText('On demand: $0.400. Spot: $0.180. Spot is 55 % cheaper').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'All machines' }).click();
}

/** The provider says that it stops the machine, and lets it run: after a quarter of an hour that needs a person. */
async function stopInVain(page) {
  await please('ignore the next stop');
  const fresh = page.getByRole('row').filter({ hasText: 'fresh' });
  await fresh.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByText('its disk is kept').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await fresh.getByText(/^stop, /).waitFor();
}

async function needsHuman(page) {
  const notice = page.getByRole('alert', { name: 'Needs a person' });
  await notice.getByText('asked for by its owner').waitFor();
  await assertAccessible(page);
  await screenshot(page, 'needs-a-person');
  await notice.getByRole('button', { name: 'It is done: fresh' }).click();
  await page.getByRole('dialog').getByText('The engine goes on from there.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await notice.getByRole('button', { name: 'Give it up: fresh' }).click();
  await page.getByRole('dialog').getByLabel('A note for the record').fill('looked at the provider');
  await page.getByRole('dialog').getByRole('button', { name: 'Give it up' }).click();
  await notice.waitFor({ state: 'detached' });
  const fresh = page.getByRole('row').filter({ hasText: 'fresh' });
  await fresh.getByText('running').waitFor();
  await fresh.getByRole('button', { name: 'Stop' }).waitFor();
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
  await dialog.getByLabel('Replace it when').check();
  await screenshot(page, 'create');
  await launch.click();
  const fresh = page.getByRole('row').filter({ hasText: 'fresh' });
  await fresh.getByText('running').waitFor();
  await fresh.getByRole('link').click();
  await page.getByText('120 GB', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  assert.ok(await page.getByRole('dialog').getByLabel('Replace it when').isChecked());
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'All machines' }).click();
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

async function claim(page) {
  await please('rent a machine elsewhere');
  const found = row(page, 'elsewhere');
  await found.getByText('not claimed, never parked').waitFor();
  await found.getByRole('button', { name: 'Claim' }).click();
  await page.getByRole('dialog').getByText('it is parked when it is unused').waitFor();
  await assertAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Claim' }).click();
  await page.getByText('elsewhere is claimed').waitFor();
  await found.getByText('not claimed').waitFor({ state: 'detached' });
  assert.equal(await found.getByRole('button', { name: 'Claim' }).count(), 0, 'what is claimed is not claimed again');
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
  await page.getByRole('figure').filter({ hasText: /Disk read .*written/ }).waitFor();
  await page.getByRole('figure').filter({ hasText: /Network received .*sent/ }).waitFor();
  await screenshot(page, 'machine', { fullPage: true });
  await page.getByRole('button', { name: 'Look for the usual troubles' }).click();
  await page.getByText('The GPU does not appear').waitFor();
  await page.getByText('1 GPU answers').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'batch-1').getByText('2 × A100 SXM4').waitFor();
  await row(page, 'batch-1').getByRole('link').click();
  await page.getByRole('figure').filter({ hasText: 'CPU' }).waitFor();
  await page.getByLabel('GPU', { exact: true }).selectOption('GPU 1');
  await page.getByRole('figure').filter({ hasText: 'CPU' }).waitFor({ state: 'detached' });
  await page.getByRole('figure').filter({ hasText: 'GPU use' }).waitFor();
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'trainer-1').waitFor();
}

/** What is amiss is said once, and shows the page no reason to ask for everything over and over. */
async function goesOn(page) {
  const explanation = '**/api/v1/instances/trainer-1/explain';
  const problem = page.getByRole('alert').getByText('The control plane does not answer.');
  let lists = 0;
  const count = request => (lists += /\/instances\?page=1&/.test(request.url()) ? 1 : 0);
  await page.route(explanation, route => route.fulfill({ contentType: 'application/json', body: '{"holds": [' }));
  await row(page, 'trainer-1').getByRole('link').click();
  await problem.waitFor();
  page.on('request', count);
  await page.waitForTimeout(3000);
  page.off('request', count);
  assert.ok(lists <= 3, `everything was read ${lists} times in 3 s`);
  await page.unroute(explanation);
  await page.getByText('its GPUs work at').waitFor();
  await problem.waitFor({ state: 'detached' });
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
  await showsAnotherHostKey(shell);
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
  const assigned = await dialog.getByLabel('After so many idle minutes').inputValue();
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
  await page.setViewportSize({ ...WIDE, height: 950 });
  await screenshot(page, 'settings');
  await page.setViewportSize(WIDE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of trainer hold from now on.').waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  assert.equal(await dialog.getByLabel('After so many idle minutes').inputValue(), '45');
  assert.equal(await dialog.getByLabel('Regions for the replacement').inputValue(), 'EU, US');
  assert.equal(await dialog.getByLabel('To', { exact: true }).inputValue(), '20:30');
  assert.equal(await dialog.getByLabel('Leave it alone because').inputValue(), 'a demonstration');
  await dialog.getByLabel('After so many idle minutes').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Settings' }).click();
  assert.equal(await dialog.getByLabel('After so many idle minutes').inputValue(), assigned, 'emptied, it is the preset’s');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'All machines' }).click();
}

async function fleetSettings(page) {
  await page.getByRole('link', { name: 'Fleet settings' }).click();
  await page.getByLabel('Preset').waitFor();
  assert.equal(await page.getByLabel('Preset').inputValue(), 'saver');
  await page.getByText('in the log of the server and on this page').waitFor();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Label, key=value').fill('load=training');
  await page.getByRole('button', { name: 'Add a threshold' }).click();
  await page.getByLabel('Threshold', { exact: true }).selectOption('min_uptime_minutes');
  await page.getByLabel('Value', { exact: true }).fill('3');
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
  await screenshot(page, 'fleet-settings', { fullPage: true });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of the fleet hold from now on.').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('Label, key=value').inputValue(), 'load=training');
  assert.equal(await page.getByLabel('USD').inputValue(), '2500');
  assert.equal(await page.getByLabel('Threshold', { exact: true }).inputValue(), 'min_uptime_minutes');
  assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), '3');
  await page.getByRole('group', { name: 'Thresholds 1' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings of the fleet hold from now on.').waitFor();
  await page.reload();
  await page.getByLabel('USD').waitFor();
  assert.equal(await page.getByLabel('Value', { exact: true }).count(), 0, 'a threshold that was removed is the preset’s again');
  await page.getByRole('link', { name: 'All machines' }).click();
  await row(page, 'trainer-1').waitFor();
}

async function connectAgainIn(shell) {
  await shell.getByRole('button', { name: 'Connect again' }).click();
  await shell.getByRole('status').getByText('Connected.', { exact: true }).waitFor();
}

/** Nobody gets onto a machine that shows another key unless they say that they know why. */
async function showsAnotherHostKey(shell) {
  await please('change the host key');
  const status = shell.getByRole('status');
  const dialog = shell.getByRole('dialog', { name: 'Is this still your machine?' });
  await status.getByText(/^(The shell has ended|The connection broke)/).waitFor();
  await shell.getByRole('button', { name: 'Connect again' }).click();
  await status.getByText('Refused: the machine shows another host key than before.').waitFor();
  await dialog.waitFor();
  await assertAccessible(shell);
  await screenshot(shell, 'host-key');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await shell.getByRole('button', { name: 'Connect again' }).click();
  await dialog.waitFor();
  const [known, shown] = await dialog.locator('code').allTextContents();
  assert.match(known, /^SHA256:/);
  assert.match(shown, /^SHA256:/);
  assert.notEqual(known, shown);
  const trust = dialog.getByRole('button', { name: 'Trust the new key' });
  assert.ok(await trust.isDisabled(), 'a key is trusted on purpose only');
  await dialog.getByLabel('I know why the key has changed').check();
  await trust.click();
  await status.getByText(`and is trusted from now on: ${shown}`).waitFor();
  await shell.keyboard.type('exit\n');
  await connectAgainIn(shell);
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

/** What is kept alive no longer is warned and parked as before. */
async function keepNoLonger(page) {
  const forgotten = row(page, 'forgotten-1');
  await forgotten.getByRole('button', { name: 'Keep alive' }).click();
  await page.getByRole('dialog').getByLabel('For how long').selectOption('No longer');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep alive' }).click();
  await page.getByText('forgotten is parked again when it is unused.').waitFor();
  await forgotten.getByText('hibernating', { exact: true }).waitFor();
}

async function destroy(page) {
  const batch = row(page, 'batch-1');
  await batch.getByRole('button', { name: 'Destroy' }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Destroy' });
  await dialog.getByText('What would be lost').waitFor();
  await dialog.getByText('everything on its disk of 100 GB').waitFor();
  await assertAccessible(page);
  await dialog.getByLabel('Type batch to confirm').fill('batc');
  assert.ok(await confirm.isDisabled(), 'another name is no confirmation');
  await dialog.getByLabel('Type batch to confirm').fill('batch');
  assert.ok(await confirm.isDisabled(), 'no snapshots are taken here: what is lost is accepted before');
  await dialog.getByLabel('Lose what is on its disk').check();
  await confirm.click();
  await batch.waitFor({ state: 'detached' });
}

async function keyboard(page) {
  await page.reload();
  await row(page, 'trainer-1').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the machines');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const asks = page.getByRole('button', { name: 'Freeze', exact: true });
  while ((await focused(page)) !== 'Freeze') {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  for (let presses = 0; presses < 8; presses++) {
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null));
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await asks.evaluate(button => button === document.activeElement), 'the focus goes back to what was pressed');
}

function focused(page) {
  return page.evaluate(() => document.activeElement.textContent.trim());
}

/** Every view and every dialog, each in both languages, by day and by night. */
async function everyView(page) {
  for (const [tag, { texts }] of [['en', english], ['pt-BR', portuguese]]) {
    await page.locator('header select').selectOption(tag);
    await page.getByRole('heading', { name: texts.machines }).waitFor();
    const press = name => page.getByRole('button', { name, exact: true }).first().click();
    const dialogs = [texts.newMachine, texts.wizard, texts.freeze];
    const asked = ['keepAlive', 'hibernate', 'destroy'].map(name => `${texts[name]}: trainer`);
    await inBothSchemes(page);
    for (const name of [...dialogs, ...asked]) {
      await press(name);
      await page.getByRole('dialog').waitFor();
      await inBothSchemes(page);
      await page.keyboard.press('Escape');
    }
    await row(page, 'trainer-1').getByRole('link').click();
    await press(texts.lookForTroubles);
    await press(texts.showSsh);
    await page.locator('.chart canvas').first().waitFor();
    await inBothSchemes(page);
    await press(texts.settings);
    await inBothSchemes(page);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: texts.back }).click();
    await page.getByRole('link', { name: texts.fleetSettings }).click();
    await press(texts.addThreshold);
    await inBothSchemes(page);
    await page.getByRole('link', { name: texts.back }).click();
  }
  await page.locator('header select').selectOption('en');
}

async function inBothSchemes(page) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
  }
}

async function speaksPortuguese(page) {
  await page.getByLabel('Language').selectOption('pt-BR');
  await page.getByRole('heading', { name: 'Máquinas' }).waitFor();
  await row(page, 'trainer-1').getByText('ligada', { exact: true }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
  assert.equal(await page.title(), 'Máquinas · Dumont Cloud');
  assert.equal(await reasonOf(page, 'under_way', ['stop', 'spend cap', 'needs human', 'ontem']), 'parar por limite de gasto: precisa de uma pessoa desde ontem');
  await page.getByRole('button', { name: 'AI Wizard' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('O que você quer fazer?').fill('Quero servir o Llama 3 8B para 20 usuários simultâneos por 3 dias');
  await dialog.getByRole('button', { name: 'Recomendar' }).click();
  await dialog.getByText('8,03 bilhões de parâmetros × 2 bytes = 14,96 GiB').waitFor();
  await dialog.getByText('Sob demanda, porque').waitFor();
  await dialog.getByRole('button', { name: 'Cancelar' }).click();
  await saysThatAnOfferBecameDearer(page);
}

/** A reason of the engine in the language of the page, as its own module says it. */
function reasonOf(page, code, details) {
  const said = async given => {
    const app = document.querySelector('script[src$="/app.js"]').src;
    const { reason } = await import(new URL('language.js', app));
    return reason(given, detail => detail);
  };
  return page.evaluate(said, { code, details, text: 'in English' });
}

async function saysThatAnOfferBecameDearer(page) {
  await page.getByRole('button', { name: 'Nova Máquina' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('GPU').selectOption(MARKUP);
  await dialog.getByLabel('Nome').fill('tarde');
  await please('ask more for what is marked up');
  await refused(409, async () => {
    await dialog.getByRole('button', { name: /0,010/ }).click();
    await dialog.getByRole('alert').getByText(/agora custa US\$\s0,020 por hora/).waitFor();
  });
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
  await assertFits(page);
  await screenshot(page, 'phone');
  for (const name of ['Nova Máquina', 'AI Wizard', 'Destruir: trainer']) {
    await page.getByRole('button', { name }).click();
    await assertFits(page);
    await page.keyboard.press('Escape');
  }
  await row(page, 'trainer-1').getByRole('link').click();
  await page.locator('.chart canvas').first().waitFor();
  await assertFits(page);
  await screenshot(page, 'phone-machine');
  await page.getByRole('button', { name: 'Configurações' }).click();
  await assertFits(page);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Todas as máquinas' }).click();
  await page.getByRole('link', { name: 'Configurações da frota' }).click();
  await page.getByLabel('Preset').first().waitFor();
  await assertFits(page);
}

async function assertFits(page) {
  await assertAccessible(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than a phone`);
}

/** Evaluated by the debugger: the page's own policy lets no script in. */
async function assertAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(node => node.target).join(', ')}`);
  assert.deepEqual(found, [], 'what axe found');
}

/** What was said a moment ago is over by then, and hides nothing. */
async function screenshot(page, name, options = {}) {
  await page.locator('.said:empty').or(page.locator('body:not(:has(.said))')).first().waitFor({ state: 'attached' });
  await page.screenshot({ path: path.join(folder, `${name}.png`), ...options });
}
