/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "secrecy.h"

#include <string.h>

static const char *secret;

static void
assert_absent (const char *text, const char *where, const char *what)
{
  if (strstr (text, secret) == NULL)
    return;
  g_printerr ("Bail out! the token is in %s %s\n", where, what);
  abort ();
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *value = fields[i].value;
      g_autofree char *text = fields[i].length < 0 ? g_strdup (value)
                                                   : g_strndup (value, (gsize) fields[i].length);

      assert_absent (text, "the log's field", fields[i].key);
    }
  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

void
secrecy_watch_log (const char *token)
{
  secret = token;
  g_log_set_writer_func (write_log, NULL, NULL);
}

static void
print (SoupLogger *logger,
       SoupLoggerLogLevel level,
       char direction,
       const char *data,
       gpointer user_data)
{
  assert_absent (data, "the print of", "SoupLogger");
}

SoupLogger *
secrecy_make_logger (void)
{
  SoupLogger *logger = soup_logger_new (SOUP_LOGGER_LOG_BODY);

  soup_logger_set_printer (logger, print, NULL, NULL);
  return logger;
}

void
secrecy_assert (gpointer object)
{
  guint count;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object),
                                                                   &count);

  for (guint i = 0; i < count; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *contents = NULL;

      if (!(pspecs[i]->flags & G_PARAM_READABLE))
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (object, pspecs[i]->name, &value);
      contents = g_strdup_value_contents (&value);
      assert_absent (contents, G_OBJECT_TYPE_NAME (object), pspecs[i]->name);
    }
}
