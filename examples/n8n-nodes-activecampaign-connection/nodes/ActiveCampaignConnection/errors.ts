// SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Failures as n8n shows them, and as a workflow can read them.

import {WorkflowError} from 'activecampaign-workflow';
import {NodeApiError, NodeOperationError} from 'n8n-workflow';
import type {INode, INodeExecutionData, JsonObject} from 'n8n-workflow';

/** What goes wrong before the service was asked. */
const ownCodes = new Set([
  'bad_config',
  'bad_input',
  'unknown_action',
  'cancelled',
  'closed',
  'used_after_fork',
]);

function describeFailure(error: WorkflowError): string | undefined {
  const sentences: string[] = [];

  if (error.field)
    sentences.push(`It is about the field "${error.field}".`);
  if (error.retryable && error.retryAfterMs)
    sentences.push(`It is worth trying again in ${Math.ceil(error.retryAfterMs / 1000)} seconds.`);
  else if (error.retryable)
    sentences.push('It is worth trying again.');
  if (error.outcomeUnknown) {
    sentences.push('The change may have been made all the same: look at the connection before ' +
      'trying again.');
  }
  return sentences.join(' ') || undefined;
}

export function makeNodeError(node: INode, error: unknown, itemIndex: number) {
  if (!(error instanceof WorkflowError))
    return new NodeOperationError(node, error as Error, {itemIndex});

  const {message, httpStatus, code} = error;
  const description = describeFailure(error);
  const options = {message, itemIndex, ...(description && {description})};

  if (ownCodes.has(code) || (code === 'invalid' && httpStatus === null))
    return new NodeOperationError(node, error, options);

  // n8n would take a member "code" of the first level for the HTTP status.
  const response = {message, details: {...error.toJSON()}};
  return new NodeApiError(node, response as unknown as JsonObject,
    {...options, ...(httpStatus && {httpCode: String(httpStatus)})});
}

/** The item that stands for a failed one where the workflow goes on. */
export function makeErrorItem(error: unknown, item: number): INodeExecutionData {
  const details = error instanceof WorkflowError ? {details: {...error.toJSON()}} : {};

  return {json: {error: (error as Error).message, ...details}, pairedItem: {item}};
}
