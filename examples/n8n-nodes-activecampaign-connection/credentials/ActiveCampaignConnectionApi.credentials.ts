// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

import type {ICredentialType, INodeProperties} from 'n8n-workflow';

/**
 * An account. Its members are called as in the credential of n8n's own ActiveCampaign node. The
 * node itself tests it, with the library that makes every other request.
 */
export class ActiveCampaignConnectionApi implements ICredentialType {
  name = 'activeCampaignConnectionApi';

  displayName = 'ActiveCampaign Connection API';

  icon = {
    light: 'file:../icons/connection.svg',
    dark: 'file:../icons/connection.dark.svg',
  } as const;

  documentationUrl = 'https://developers.activecampaign.com/reference/authentication';

  testedBy = 'activeCampaignConnection';

  properties: INodeProperties[] = [
    {
      displayName: 'Account URL',
      name: 'apiUrl',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'https://youraccount.api-us1.com',
      description: 'Address of the account, from Settings, Developer. The name of the account does as well.',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: {password: true},
      required: true,
      default: '',
      description: 'Key of a user of the account, from Settings, Developer',
    },
  ];
}
