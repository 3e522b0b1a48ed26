/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-json.h"

#include <string.h>

typedef struct
{
  const char *next;
  const char *end;
  const char *value_end; /* of the value that was scanned last, without the space after it */
  const char *wrong;     /* what is wrong, once something is */
} Scanner;

static gboolean
fail (Scanner *scanner, const char *what)
{
  if (scanner->wrong == NULL)
    scanner->wrong = what;
  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (scanner->next < scanner->end && memchr (" \t\n\r", *scanner->next, 4) != NULL)
    scanner->next++;
}

static gboolean
at (Scanner *scanner, char c)
{
  return scanner->next < scanner->end && *scanner->next == c;
}

static gboolean
take (Scanner *scanner, char c)
{
  if (!at (scanner, c))
    return FALSE;
  scanner->next++;
  return TRUE;
}

static gboolean
scan_literal (Scanner *scanner, const char *literal)
{
  gsize length = strlen (literal);

  gsize left = (gsize) (scanner->end - scanner->next);

  if (memcmp (scanner->next, literal, MIN (length, left)) != 0)
    return fail (scanner, "is not JSON");
  scanner->next += MIN (length, left);
  return length <= left || fail (scanner, "ends too early");
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *start = scanner->next;

  while (scanner->next < scanner->end && g_ascii_isdigit (*scanner->next))
    scanner->next++;
  return scanner->next > start || fail (scanner, "is not JSON: a number is malformed");
}

static gboolean
scan_number (Scanner *scanner)
{
  take (scanner, '-');
  if (!take (scanner, '0') && !scan_digits (scanner))
    return FALSE;
  if (take (scanner, '.') && !scan_digits (scanner))
    return FALSE;
  if (take (scanner, 'e') || take (scanner, 'E'))
    {
      if (!take (scanner, '+'))
        take (scanner, '-');
      return scan_digits (scanner);
    }
  return TRUE;
}

/* Four hex digits, after "\u". */
static gboolean
scan_unit (Scanner *scanner, gunichar *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, scanner->next++)
    {
      if (scanner->next == scanner->end || !g_ascii_isxdigit (*scanner->next))
        return fail (scanner, "is not JSON: an escape in a string is malformed");
      *unit = *unit * 16 + (gunichar) g_ascii_xdigit_value (*scanner->next);
    }
  return TRUE;
}

static gboolean
scan_escape (Scanner *scanner)
{
  gunichar unit, low;

  if (!take (scanner, 'u'))
    {
      if (scanner->next < scanner->end && memchr ("\"\\/bfnrt", *scanner->next, 8) != NULL)
        {
          scanner->next++;
          return TRUE;
        }
      return fail (scanner, "is not JSON: an escape in a string is malformed");
    }
  if (!scan_unit (scanner, &unit))
    return FALSE;
  if (unit == 0)
    return fail (scanner, "has a NUL in a string");
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  if (unit < 0xdc00 && take (scanner, '\\') && take (scanner, 'u') && scan_unit (scanner, &low)
      && low >= 0xdc00 && low <= 0xdfff)
    return TRUE;
  return fail (scanner, "has half a surrogate pair in a string");
}

static gboolean
scan_string (Scanner *scanner)
{
  if (!take (scanner, '"'))
    return fail (scanner, "is not JSON: a member's name is missing");
  while (scanner->next < scanner->end)
    {
      char c = *scanner->next++;

      if (c == '"')
        return TRUE;
      if (c == '\\' && !scan_escape (scanner))
        return FALSE;
      if ((guchar) c < 0x20)
        return fail (scanner, "is not JSON: a control character stands in a string");
    }
  return fail (scanner, "ends within a string");
}

static gboolean scan_value (Scanner *scanner, guint depth);

static gboolean
scan_name (Scanner *scanner)
{
  skip_space (scanner);
  if (!scan_string (scanner))
    return FALSE;
  skip_space (scanner);
  return take (scanner, ':') || fail (scanner, "is not JSON: a colon is missing");
}

/* The rest of an object or array, after its opening bracket. */
static gboolean
scan_items (Scanner *scanner, char close, guint depth)
{
  if (depth > AC_JSON_MAX_DEPTH)
    return fail (scanner, "is nested too deeply");
  skip_space (scanner);
  if (take (scanner, close))
    return TRUE;
  do
    if ((close == '}' && !scan_name (scanner)) || !scan_value (scanner, depth))
      return FALSE;
  while (take (scanner, ','));
  return take (scanner, close) || fail (scanner, "is not JSON: a comma or bracket is missing");
}

/* A value with the space around it. */
static gboolean
scan_value (Scanner *scanner, guint depth)
{
  gboolean ok;

  skip_space (scanner);
  if (scanner->next == scanner->end)
    return fail (scanner, "ends too early");
  switch (*scanner->next)
    {
    case '{':
    case '[':
      ok = scan_items (scanner, *scanner->next++ == '{' ? '}' : ']', depth + 1);
      break;
    case '"':
      ok = scan_string (scanner);
      break;
    case 't':
      ok = scan_literal (scanner, "true");
      break;
    case 'f':
      ok = scan_literal (scanner, "false");
      break;
    case 'n':
      ok = scan_literal (scanner, "null");
      break;
    default:
      if (*scanner->next != '-' && !g_ascii_isdigit (*scanner->next))
        return fail (scanner, "is not JSON");
      ok = scan_number (scanner);
    }
  scanner->value_end = scanner->next;
  skip_space (scanner);
  return ok;
}

const char *
ac_json_check (const char *text, gsize length, AcJson *json)
{
  Scanner scanner = { text, text + length, NULL, NULL };
  const char *start;

  if (length > AC_JSON_MAX_SIZE)
    return "is too large";
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate_len (text, length, NULL))
    return "is not UTF-8 text";
  skip_space (&scanner);
  if (scanner.next == scanner.end)
    return "is empty";
  start = scanner.next;
  if (!scan_value (&scanner, 0))
    return scanner.wrong;
  if (scanner.next != scanner.end)
    return "goes on after its JSON";

  *json = (AcJson){ start, (gsize) (scanner.value_end - start) };
  return NULL;
}

gboolean
ac_json_is_cut_off (const char *text, gsize length)
{
  Scanner scanner = { text, text + length, NULL, NULL };

  return length > 0 && !scan_value (&scanner, 0) && scanner.next == scanner.end;
}
