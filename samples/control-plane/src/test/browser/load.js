// Measures the Machines page with many machines, by the browser's own performance entries: node load.js URL MACHINES SECONDS, the
// token in DUMONT_USER_TOKEN. The machines are registered, and report all the while; the first of the list is hibernated and woken.
import { chromium } from 'playwright-core';

const HEARTBEAT_SECONDS = 30;
const [url, machines, seconds] = process.argv.slice(2);
const token = process.env.DUMONT_USER_TOKEN;

await everyMachine(number => post('/agent/instances', { instance_id: `m-${number}`, name: `machine ${number}`, price_usd_per_hour: 0.4 }));
await everyMachine(heartbeat);
let beats = 0;
const reporting = setInterval(() => heartbeat(beats++ % machines), (1000 * HEARTBEAT_SECONDS) / machines);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  page.setDefaultTimeout(60_000);
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver(list => longTasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
    new MutationObserver((_, observer) => {
      if (document.querySelector('tr[data-machine]')) {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => (window.firstRows = performance.now())));
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(url);
  await page.getByLabel(/User token/).fill(token);
  await page.keyboard.press('Enter');
  await page.locator('tr[data-machine]').first().waitFor();
  await page.reload();
  await page.locator('tr[data-machine]').first().waitFor();
  console.log(await page.evaluate(interactive));
  console.log(await page.evaluate(weight));
  await page.evaluate(() => (longTasks.length = 0));
  const seen = [];
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    const took = await change(page);
    if (took !== null) {
      seen.push(took);
    }
  }
  const longest = await page.evaluate(() => Math.max(0, ...longTasks.map(one => one.duration)));
  console.log(`live: ${seen.length} changes, seen after ${median(seen)} ms (${Math.max(...seen)} at most); longest task ${longest} ms`);
} finally {
  clearInterval(reporting);
  await browser.close();
}

async function everyMachine(act) {
  for (let number = 0; number < machines; number += 50) {
    await Promise.all(Array.from({ length: Math.min(50, machines - number) }, (_, i) => act(number + i)));
  }
}

async function post(path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (!response.ok && response.status !== 409) {
    throw new Error(`${path}: ${response.status}`);
  }
}

/** One machine in three works. */
function heartbeat(number) {
  const percent = number % 3 === 0 ? 60 + Math.floor(30 * Math.random()) : Math.floor(4 * Math.random());
  const gpu = { index: 0, utilization_mean_percent: percent, memory_used_mb: 2048, memory_total_mb: 24564, covered_seconds: 30 };
  return post('/agent/status', { instance_id: `m-${number}`, gpus: [gpu] });
}

/** From the last answer to the first frame with rows, after which a click is heard. */
async function interactive() {
  while (window.firstRows === undefined) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const answers = performance.getEntriesByType('resource').filter(one => one.responseEnd < firstRows && /\/api\//.test(one.name));
  const last = Math.max(...answers.map(one => one.responseEnd));
  return `interactive: ${Math.round(firstRows - last)} ms after the last of ${answers.length} answers`;
}

function weight() {
  const files = performance.getEntriesByType('resource').filter(one => /\/(page|libraries)\//.test(one.name));
  const bytes = files.reduce((sum, one) => sum + one.encodedBodySize, 0);
  return `assets: ${files.length} files, ${Math.round(bytes / 1024)} KiB compressed`;
}

/** How long after the answer to its owner a change of state is on the page; null where the one before still goes on. */
async function change(page) {
  return page.evaluate(async secret => {
    const row = document.querySelector('tr[data-machine]');
    const state = () => row.querySelector('.state').className;
    const before = state();
    const seen = new Promise(resolve => {
      const observer = new MutationObserver(() => {
        if (state() !== before) {
          observer.disconnect();
          resolve(performance.now());
        }
      });
      observer.observe(row, { subtree: true, attributes: true, childList: true, characterData: true });
    });
    const command = before.includes('running') ? 'hibernate' : 'wake';
    const reply = await fetch(`/api/v1/instances/${row.dataset.machine}/${command}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}` },
    });
    const answered = performance.now();
    if (!reply.ok) {
      await new Promise(resolve => setTimeout(resolve, 500));
      return null;
    }
    return Math.round((await seen) - answered);
  }, token);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
