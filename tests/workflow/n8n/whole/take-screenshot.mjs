// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Takes the picture of the node in n8n's editor: take-screenshot.mjs FILE
// with Debian's Chromium, or the one that CHROMIUM names. To be run by with-whole-n8n, with the
// environment of its test.

import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';

import {Emulator, token} from '../../node/support.mjs';
import {WholeN8n, makeCredential, makeWorkflow} from './whole-n8n.mjs';

const {chromium} = createRequire(`${process.env.N8N_DIRECTORY}/`)('playwright-core');

const [file] = process.argv.slice(2);
const emulator = await Emulator.start(null, '--connections', '24', '--rate-limit', '0');
const n8n = await WholeN8n.start();
let browser;

async function openEditor() {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const page = await browser.newPage({viewport: {width: 1440, height: 860}, colorScheme: 'light'});

  await page.goto(`${n8n.url}/signin`);
  await page.locator('input[name=emailOrLdapLoginId]').fill(n8n.owner.email);
  await page.locator('input[name=password]').fill(n8n.owner.password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.waitForURL(url => !url.pathname.startsWith('/signin'));
  await page.goto(`${n8n.url}/workflow/shops`);
  return page;
}

/** Runs the workflow and opens the panel of the node, with what came in and what came out. */
async function showNode(page) {
  await page.locator('[data-test-id=execute-workflow-button]').click();
  await page.getByText('Workflow executed successfully').first().waitFor();
  await page
    .locator('[data-test-id=canvas-node][data-node-name="Update shops"]')
    .dblclick();
  await page.getByText('Update Fields').first().waitFor();
  await page.getByText('Workflow executed successfully').first().waitFor({state: 'hidden'});
}

try {
  await n8n.import('credentials', [makeCredential({apiUrl: emulator.url, apiKey: token})]);
  await n8n.import('workflow', [makeWorkflow('shops', 'Shops', {
    'Get shops': {operation: 'getAll', returnAll: true},
    'Update shops': {
      operation: 'update',
      connectionId: '={{ $json.id }}',
      updateFields: {name: '={{ $json.service }} shop {{ $json.id }}', status: 1},
    },
  })]);
  await n8n.serve();
  const page = await openEditor();
  await showNode(page);
  // Few colours: the file is to be small.
  execFileSync('convert', ['-', '+dither', '-colors', '250', '-strip', `png:${file}`],
    {input: await page.screenshot()});
} finally {
  await browser?.close();
  await n8n.stop();
  await emulator.stop();
}
