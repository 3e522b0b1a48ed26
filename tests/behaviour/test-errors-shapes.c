/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The shapes in which the server says what is wrong, as an update tells of it. */

#include "errors-support.h"

/* Every member and shape of the documented error object. */
#define DOCUMENTED_ERROR                                                                           \
  "{\"title\":\"The taskOutcome title was not provided.\",\"detail\":\"\","                        \
  "\"code\":\"field_missing\",\"error\":\"taskOutcome_title_was_not_provided\","                   \
  "\"source\":{\"pointer\":\"/data/attributes/title\"}}"

/* Every shape of error on record. */
static const ErrorRow shapes[] = {
  {
    "shape/missing-fields",
    "{\"status\":422,\"body\":{\"errors\":["
    "{\"title\":\"The connection service was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/service\"}},"
    "{\"title\":\"The connection externalid was not provided.\","
    "\"source\":{\"pointer\":\"/data/attributes/externalid\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The connection service was not provided.",
    .field = "service",
    .words = { "HTTP 422", "The connection service was not provided.",
               "The connection externalid was not provided.", "external-id" },
  },
  {
    "shape/missing-fields-400",
    "{\"status\":400,\"body\":{\"errors\":[{\"title\":\"The connection name was not "
    "provided.\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "The connection name was not provided.",
    .words = { "The connection name was not provided." },
  },
  {
    "shape/documented",
    "{\"status\":422,\"body\":{\"errors\":[" DOCUMENTED_ERROR "]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The taskOutcome title was not provided.",
    .server_code = "field_missing",
    .field = "title",
    .words = { "The taskOutcome title was not provided.", "field_missing" },
  },
  {
    "shape/one-error-not-in-an-array",
    "{\"status\":422,\"body\":{\"errors\":" DOCUMENTED_ERROR "}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The taskOutcome title was not provided.",
    .server_code = "field_missing",
    .field = "title",
  },
  {
    "shape/detail",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"detail\":\"Not a URL\","
    "\"code\":\"field_invalid\",\"source\":{\"pointer\":\"/data/attributes/logoUrl\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .detail = "Not a URL",
    .server_code = "field_invalid",
    .field = "logo-url",
    .words = { "Invalid", "Not a URL", "logo-url", "field_invalid" },
  },
  {
    "shape/integer-code",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"code\":422}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .server_code = "422",
  },
  {
    "shape/code-alone",
    "{\"status\":422,\"body\":{\"errors\":[{\"code\":\"related_missing\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .server_code = "related_missing",
    .words = { "related_missing" },
  },
  {
    "shape/source-parameter",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\","
    "\"source\":{\"parameter\":\"linkUrl\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .field = "link-url",
    .words = { "link-url" },
  },
  {
    "shape/source-type-and-value",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\","
    "\"source\":{\"type\":\"pointer\",\"value\":\"/data/attributes/syncStatus\"}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
    .field = "sync-status",
  },
  {
    "shape/source-string",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Invalid\",\"source\":\"body\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Invalid",
  },
  {
    "shape/errors-string",
    "{\"status\":422,\"body\":{\"errors\":\"Something is wrong\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Something is wrong",
    .words = { "Something is wrong" },
  },
  {
    "shape/errors-array-of-strings",
    "{\"status\":422,\"body\":{\"errors\":[\"First thing\",\"Second thing\"]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "First thing",
    .words = { "First thing", "Second thing" },
  },
  {
    "shape/errors-by-member",
    "{\"status\":422,\"body\":{\"errors\":{\"externalid\":[\"is too long\"]}}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "is too long",
    .field = "external-id",
    .words = { "is too long", "external-id" },
  },
  {
    "shape/errors-empty",
    "{\"status\":422,\"body\":{\"errors\":[]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .words = { "no reason" },
  },
  {
    "shape/errors-null",
    "{\"status\":422,\"body\":{\"errors\":null}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .words = { "no reason" },
  },
  {
    "shape/errors-null-with-message",
    "{\"status\":422,\"body\":{\"errors\":null,\"message\":\"The given data was invalid.\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "The given data was invalid.",
    .words = { "The given data was invalid." },
  },
  {
    "shape/errors-and-message",
    "{\"status\":422,\"body\":{\"message\":\"The given data was invalid.\","
    "\"errors\":[{\"title\":\"Bad name\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Bad name",
    .words = { "Bad name", "The given data was invalid." },
  },
  {
    "shape/bare-string",
    "{\"status\":422,\"body\":\"\\\"Not like that\\\"\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/bare-array",
    "{\"status\":422,\"body\":\"[\\\"Not like that\\\"]\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/plain-text",
    "{\"status\":422,\"content_type\":\"text/plain\",\"body\":\"Not like that\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Not like that",
    .words = { "Not like that" },
  },
  {
    "shape/json-as-text",
    "{\"status\":422,\"content_type\":\"text/plain\",\"body\":{\"errors\":[{\"title\":\"Bad\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Bad",
    .words = { "Bad" },
  },
  {
    "shape/success-and-message",
    "{\"status\":400,\"body\":{\"success\":0,\"message\":\"Nothing was saved\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "Nothing was saved",
    .words = { "Nothing was saved" },
  },
  {
    "shape/code-message-error",
    "{\"status\":400,\"body\":{\"code\":\"rest_invalid\",\"message\":\"Bad body\","
    "\"error\":\"bad_body\"}}",
    .code = AC_ERROR_INVALID,
    .http_status = 400,
    .title = "Bad body",
    .server_code = "rest_invalid",
    .words = { "Bad body", "rest_invalid" },
  },
  {
    "shape/several-lines",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"One\\nline\\tonly\\u001b[31m\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "One line only [31m",
    .words = { "One line only" },
  },
  {
    "shape/unicode",
    "{\"status\":422,\"body\":{\"errors\":[{\"title\":\"Contrase\\u00f1a \\ud83d\\ude00\"}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "Contraseña 😀",
    .words = { "Contraseña 😀" },
  },
  {
    "shape/not-json",
    "{\"status\":422,\"body\":\"{\\\"errors\\\":[\"}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "{\"errors\":[",
  },
  {
    "shape/nonsense",
    "{\"status\":422,\"body\":{\"errors\":[1,null,[],{},{\"title\":null,\"code\":[],"
    "\"source\":{\"pointer\":3}}]}}",
    .code = AC_ERROR_INVALID,
    .http_status = 422,
    .title = "1",
  },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES ("/errors", shapes, test_error_row);
  return g_test_run ();
}
