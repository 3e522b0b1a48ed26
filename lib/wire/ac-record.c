/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-record.h"

#include <string.h>

struct _AcRecord
{
  gatomicrefcount refs;
  guint32 held;
  guint32 texts[AC_N_FIELDS]; /* offset of each field's text in data; NOTHING for NULL */
  char data[];                /* the JSON first */
};

#define NOTHING G_MAXUINT32

#define LONGEST_ID 20 /* digits, of a 64-bit number */

static AcRecord *
record_pack (AcJson json, const char *const texts[AC_N_FIELDS], guint32 held)
{
  gsize size = json.length + 1;
  AcRecord *self;
  char *next;

  for (guint i = 0; i < AC_N_FIELDS; i++)
    size += texts[i] != NULL ? strlen (texts[i]) + 1 : 0;

  self = g_malloc (sizeof (AcRecord) + size);
  g_atomic_ref_count_init (&self->refs);
  self->held = held;
  memcpy (self->data, json.start, json.length);
  self->data[json.length] = '\0';
  next = self->data + json.length + 1;
  for (guint i = 0; i < AC_N_FIELDS; i++)
    {
      self->texts[i] = texts[i] != NULL ? (guint32) (next - self->data) : NOTHING;
      if (texts[i] != NULL)
        next = g_stpcpy (next, texts[i]) + 1;
    }
  return self;
}

/* Texts that mean the same number become the same text. */
static char *
normalise (char *text)
{
  gint64 number;

  if (text == NULL)
    return NULL;
  if (g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0)
    number = g_ascii_tolower (*text) == 't';
  else if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return text;
  g_free (text);
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* What is read so far. */
typedef struct
{
  char *texts[AC_N_FIELDS];
  guint32 held;
  char *id;
  const char *wrong;
} Reading;

static gboolean
is_name (AcJson name, const char *wanted)
{
  gsize length = strlen (wanted);

  return name.length == length + 2 && memcmp (name.start + 1, wanted, length) == 0;
}

static void
read_field (Reading *reading, AcField field, AcJson value)
{
  const AcFieldInfo *info = &ac_fields[field];
  char *text = ac_json_dup_text (value);

  if (info->sent != 0 && (ac_json_is_object (value) || ac_json_is_array (value)))
    reading->wrong = "has an object or array where a field's value should be";
  if (info->type != AC_FIELD_TYPE_STRING && info->type != AC_FIELD_TYPE_DATE)
    text = normalise (text);
  g_free (reading->texts[field]);
  reading->texts[field] = text;
  reading->held |= AC_FIELD_BIT (field);
}

static void
read_member (Reading *reading, AcJson name, AcJson value)
{
  if (is_name (name, "id"))
    {
      g_free (reading->id);
      reading->id = ac_json_dup_text (value);
    }
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (is_name (name, ac_fields[i].member))
      {
        AcJson inner = value;

        /* PHP writes an empty object as []: that has no members. */
        if (ac_fields[i].submember != NULL)
          inner = ac_json_member (value, ac_fields[i].submember);
        if (inner.start != NULL)
          read_field (reading, (AcField) i, inner);
      }
}

gboolean
ac_id_is_valid (const char *id)
{
  gsize length = strspn (id, "0123456789");

  return length > 0 && length <= LONGEST_ID && id[length] == '\0' && (*id != '0' || length == 1);
}

AcRecord *
ac_record_new (AcJson json, char **id, const char **wrong)
{
  Reading reading = { 0 };
  AcJson name = AC_JSON_NONE, value = AC_JSON_NONE;
  AcRecord *self = NULL;

  if (!ac_json_is_object (json))
    reading.wrong = "has something else where the connection should be";
  else
    while (ac_json_next_member (json, &name, &value))
      read_member (&reading, name, value);
  if (reading.wrong == NULL && (reading.id == NULL || *reading.id == '\0'))
    reading.wrong = "has a connection without an id";
  else if (reading.wrong == NULL && !ac_id_is_valid (reading.id))
    reading.wrong = "has a connection whose id is not a number";

  if (reading.wrong == NULL)
    self = record_pack (json, (const char *const *) reading.texts, reading.held);
  else
    g_clear_pointer (&reading.id, g_free);
  for (guint i = 0; i < AC_N_FIELDS; i++)
    g_free (reading.texts[i]);
  *id = reading.id;
  *wrong = reading.wrong;
  return self;
}

AcRecord *
ac_record_ref (AcRecord *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ac_record_unref (AcRecord *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

const char *
ac_record_get (AcRecord *self, AcField field)
{
  return self->texts[field] == NOTHING ? NULL : self->data + self->texts[field];
}

const char *
ac_record_get_json (AcRecord *self)
{
  return self->data;
}

guint32
ac_record_get_held (AcRecord *self)
{
  return self->held;
}

AcRecord *
ac_record_fill (AcRecord *self, const char *const instead[AC_N_FIELDS])
{
  const char *texts[AC_N_FIELDS];

  for (guint i = 0; i < AC_N_FIELDS; i++)
    texts[i] = self->held & AC_FIELD_BIT (i) ? ac_record_get (self, i) : instead[i];
  return record_pack ((AcJson){ self->data, strlen (self->data) }, texts, self->held);
}
