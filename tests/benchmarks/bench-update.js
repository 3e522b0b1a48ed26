// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A loop of updates of connection 2, one after another: bench-update.js URL TOKEN COUNT

import Ac from 'gi://Ac?version=1';
import System from 'system';

const [url, api_token, count] = System.programArgs;
const client = new Ac.Client({url, api_token, rate_limiter: Ac.RateLimiter.new(10000)});
const connection = new Ac.Connection({client, id: '2'});

for (let left = Number(count) - 1; left >= 0; left--) {
  connection.name = `Name ${left}`;
  await connection.update(null);
}
