// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What n8n asks of a community node for self-hosted instances, with the exceptions at the end.

import js from '@eslint/js';
import {n8nCommunityNodesPlugin} from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

const community = n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport;

export default tseslint.config(
  {ignores: ['dist', '*.mjs']},
  {plugins: {'n8n-nodes-base': nodesBase}},
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommended, community],
  },
  {
    files: ['package.json'],
    extends: [community],
    rules: nodesBase.configs.community.rules,
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {extraFileExtensions: ['.json']},
    },
  },
  {files: ['credentials/**/*.ts'], rules: nodesBase.configs.credentials.rules},
  {files: ['nodes/**/*.ts'], rules: nodesBase.configs.nodes.rules},
  {
    files: ['**/*.ts', 'package.json'],
    rules: {
      // Old rules that contradict newer ones of n8n; its own configuration leaves them out as well.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      // The rule asks for MIT, which this project is not under.
      'n8n-nodes-base/community-package-json-license-not-default': 'off',
      // A binding to a library is a dependency that can be neither bundled nor left out.
      '@n8n/community-nodes/no-runtime-dependencies': 'off',
      // Who comes from n8n's own ActiveCampaign node keeps the credential of that node.
      '@n8n/community-nodes/no-credential-reuse': 'off',
      '@n8n/community-nodes/valid-credential-references': 'off',
    },
  },
);
