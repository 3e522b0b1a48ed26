/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Answers: the guard, and whatever is read of what it let through. */

#include "ac-page.h"
#include "fuzz.h"

/* Touches every value, and returns how many there are. */
static guint
walk (AcJson json)
{
  AcJson name = AC_JSON_NONE, value = AC_JSON_NONE;
  g_autofree char *text = ac_json_dup_text (json);
  guint count = 1;

  g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
  if (ac_json_is_object (json))
    while (ac_json_next_member (json, &name, &value))
      {
        g_assert (name.start > json.start);
        count += walk (value);
      }
  else if (ac_json_is_array (json))
    while ((value = ac_json_next_element (json, value)).start != NULL)
      count += walk (value);
  return count;
}

static void
read_connection (AcJson json)
{
  const char *wrong;
  g_autofree char *id = NULL;
  g_autoptr (AcRecord) record = ac_record_new (json, &id, &wrong);

  g_assert ((record != NULL) == (wrong == NULL) && (record != NULL) == (id != NULL));
}

static void
read_page (AcJson json)
{
  AcCursor cursor = ac_cursor_start (0);
  const char *wrong;
  g_autoptr (AcPage) page = ac_page_new (json, &wrong);

  g_assert ((page != NULL) == (wrong == NULL));
  if (page != NULL)
    ac_cursor_advance (&cursor, page, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  /* Every text that is read ends in a NUL. */
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode) node = NULL;
  AcJson json;

  ac_json_is_cut_off (text, size);
  if (memchr (data, '\0', size) != NULL || ac_json_check (text, size, &json) != NULL)
    return 0;
  g_assert (g_utf8_validate (text, (gssize) size, NULL));
  g_assert (walk (json) > 0);
  read_connection (json);
  read_page (json);
  /* Whatever is let through, json-glib can read, which others do after us. */
  node = ac_json_parse (json);
  g_assert (node != NULL);
  return 0;
}
