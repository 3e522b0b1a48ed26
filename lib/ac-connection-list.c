/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-list-private.h"

/**
 * AcConnectionList:
 *
 * The connections of an account, as a [iface@Gio.ListModel] that loads them page by page.
 *
 * The number of items is that of the rows loaded so far, [property@ConnectionList:total] what the
 * server says. With [property@ConnectionList:auto-load] the next page is loaded after the last row
 * was read, so that a view which is scrolled needs nothing else; otherwise by
 * [method@ConnectionList.load_more].
 *
 * A list belongs to one thread at a time.
 *
 * Since: 1.0
 */

G_DEFINE_FINAL_TYPE_WITH_CODE (AcConnectionList,
                               ac_connection_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      ac_connection_list_model_iface_init))

enum
{
  PROP_CLIENT = 1,
  PROP_SERVICE,
  PROP_EXTERNAL_ID,
  PROP_OFFSET,
  PROP_AUTO_LOAD,
  PROP_LOADING,
  PROP_TOTAL,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
notify (AcConnectionList *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
ac_connection_list_finalize (GObject *object)
{
  AcConnectionList *self = AC_CONNECTION_LIST (object);

  if (self->auto_source != NULL)
    {
      g_source_destroy (self->auto_source);
      g_source_unref (self->auto_source);
    }
  ac_connection_rows_clear (&self->rows);
  ac_operation_queue_clear (&self->queue);
  g_free (self->service);
  g_free (self->external_id);
  g_clear_object (&self->problem);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ac_connection_list_parent_class)->finalize (object);
}

static void
ac_connection_list_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  AcConnectionList *self = AC_CONNECTION_LIST (object);

  switch (property_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_SERVICE:
      g_value_set_string (value, self->service);
      break;
    case PROP_EXTERNAL_ID:
      g_value_set_string (value, self->external_id);
      break;
    case PROP_OFFSET:
      g_value_set_uint64 (value, self->offset);
      break;
    case PROP_AUTO_LOAD:
      g_value_set_boolean (value, self->auto_load);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, ac_connection_list_get_loading (self));
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->cursor.total);
      break;
    case PROP_PROBLEM:
      g_value_set_object (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_connection_list_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  AcConnectionList *self = AC_CONNECTION_LIST (object);

  switch (property_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_SERVICE:
      ac_connection_list_set_service (self, g_value_get_string (value));
      break;
    case PROP_EXTERNAL_ID:
      ac_connection_list_set_external_id (self, g_value_get_string (value));
      break;
    case PROP_OFFSET:
      ac_connection_list_set_offset (self, g_value_get_uint64 (value));
      break;
    case PROP_AUTO_LOAD:
      ac_connection_list_set_auto_load (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ac_connection_list_class_init (AcConnectionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags settable = readable | G_PARAM_WRITABLE;

  object_class->finalize = ac_connection_list_finalize;
  object_class->get_property = ac_connection_list_get_property;
  object_class->set_property = ac_connection_list_set_property;

  /**
   * AcConnectionList:client:
   *
   * The account whose connections are listed.
   *
   * Since: 1.0
   */
  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, AC_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                   | G_PARAM_STATIC_STRINGS);

  /**
   * AcConnectionList:service:
   *
   * Only connections of exactly this service are listed; NULL for those of all.
   *
   * Since: 1.0
   */
  properties[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL, settable);

  /**
   * AcConnectionList:external-id:
   *
   * Only connections with exactly this external id are listed; NULL for those with any.
   *
   * Since: 1.0
   */
  properties[PROP_EXTERNAL_ID] = g_param_spec_string ("external-id", NULL, NULL, NULL, settable);

  /**
   * AcConnectionList:offset:
   *
   * How many of the server's connections are left out, before the first that is listed. They are
   * counted as the server filters and orders them.
   *
   * Since: 1.0
   */
  properties[PROP_OFFSET] = g_param_spec_uint64 ("offset", NULL, NULL, 0, G_MAXINT64, 0, settable);

  /**
   * AcConnectionList:auto-load:
   *
   * Whether the next page is loaded after the last row was read, and the first one after the number
   * of rows was.
   *
   * Since: 1.0
   */
  properties[PROP_AUTO_LOAD] = g_param_spec_boolean ("auto-load", NULL, NULL, TRUE, settable);

  /**
   * AcConnectionList:loading:
   *
   * Whether rows are being loaded.
   *
   * Since: 1.0
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);

  /**
   * AcConnectionList:total:
   *
   * How many connections there are, as the server said last; -1 where it did not say. Its filters
   * may be less exact than the list's.
   *
   * Since: 1.0
   */
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, readable);

  /**
   * AcConnectionList:problem:
   *
   * The problem of the list's operation that ended last; NULL after a success.
   *
   * Since: 1.0
   */
  properties[PROP_PROBLEM] = g_param_spec_object ("problem", NULL, NULL, AC_TYPE_PROBLEM, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ac_connection_list_init (AcConnectionList *self)
{
  self->auto_load = TRUE;
  self->cursor = ac_cursor_start (0);
  ac_connection_rows_init (&self->rows, G_LIST_MODEL (self));
  ac_operation_queue_init (&self->queue);
}

AcOperationQueue *
ac_connection_list_get_queue (AcConnectionList *self)
{
  return &self->queue;
}

void
ac_connection_list_note_begin (AcConnectionList *self)
{
  self->has_failed = FALSE;
  if (self->n_loading++ == 0)
    notify (self, PROP_LOADING);
}

void
ac_connection_list_report (gpointer object, AcProblem *problem)
{
  AcConnectionList *self = AC_CONNECTION_LIST (object);

  self->has_failed = problem != NULL;
  if (g_set_object (&self->problem, problem))
    notify (self, PROP_PROBLEM);
  if (--self->n_loading > 0)
    return;
  notify (self, PROP_LOADING);
  ac_connection_list_load_if_awaited (self);
}

guint
ac_connection_list_get_filters (AcConnectionList *self)
{
  return self->filters;
}

gboolean
ac_connection_list_is_stale (AcConnectionList *self)
{
  return !self->has_loaded || self->rows_filters != self->filters;
}

gboolean
ac_connection_list_is_complete (AcConnectionList *self)
{
  return self->is_complete;
}

AcCursor
ac_connection_list_get_start (AcConnectionList *self)
{
  return ac_cursor_start (self->offset);
}

AcCursor
ac_connection_list_get_cursor (AcConnectionList *self)
{
  return self->cursor;
}

gboolean
ac_connection_list_shows (AcConnectionList *self, AcRecord *record)
{
  return (self->service == NULL
          || g_strcmp0 (ac_record_get (record, AC_FIELD_SERVICE), self->service) == 0)
      && (self->external_id == NULL
          || g_strcmp0 (ac_record_get (record, AC_FIELD_EXTERNAL_ID), self->external_id) == 0);
}

gboolean
ac_connection_list_has_loaded (AcConnectionList *self, const char *id)
{
  return ac_connection_rows_find (&self->rows, id) != NULL;
}

static void
set_total (AcConnectionList *self, const AcCursor *cursor)
{
  gboolean changed = self->cursor.total != cursor->total;

  self->cursor = *cursor;
  if (changed)
    notify (self, PROP_TOTAL);
}

void
ac_connection_list_apply (AcConnectionList *self, AcConnectionWalk *walk)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < walk->rows->len; i++)
    {
      AcRow *row = &g_array_index (walk->rows, AcRow, i);
      AcConnection *item = ac_connection_rows_find (&self->rows, row->id);

      if (item == NULL)
        {
          g_ptr_array_add (items, ac_connection_new_from_row (self->client, row));
          continue;
        }
      if (walk->replaces)
        g_ptr_array_add (items, g_object_ref (item));
      ac_connection_update_from_row (item, row, walk->asked);
    }

  self->has_loaded = TRUE;
  self->rows_filters = walk->filters;
  self->is_complete = walk->is_last;
  if (walk->replaces)
    ac_connection_rows_replace (&self->rows, items);
  else
    ac_connection_rows_append (&self->rows, items);
  set_total (self, &walk->cursor);
}

/**
 * ac_connection_list_new:
 * @client: the account
 *
 * Makes a list of an account's connections. No request is made yet.
 *
 * Returns: (transfer full): a new list
 *
 * Since: 1.0
 */
AcConnectionList *
ac_connection_list_new (AcClient *client)
{
  g_return_val_if_fail (AC_IS_CLIENT (client), NULL);

  return g_object_new (AC_TYPE_CONNECTION_LIST, "client", client, NULL);
}

/**
 * ac_connection_list_get_client:
 * @self: a list
 *
 * Gets [property@ConnectionList:client].
 *
 * Returns: (transfer none) (nullable): the account, NULL where the list was made without one
 *
 * Since: 1.0
 */
AcClient *
ac_connection_list_get_client (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), NULL);

  return self->client;
}

/* The rows that are loaded are no longer those that are listed. */
static void
make_stale (AcConnectionList *self, guint property)
{
  self->filters++;
  self->has_failed = FALSE;
  if (self->has_loaded)
    ac_connection_list_load_soon (self);
  notify (self, property);
}

static void
set_filter (AcConnectionList *self, char **filter, const char *value, guint property)
{
  if (g_strcmp0 (*filter, value) == 0)
    return;
  g_free (*filter);
  *filter = g_strdup (value);
  make_stale (self, property);
}

/**
 * ac_connection_list_get_service:
 * @self: a list
 *
 * Gets [property@ConnectionList:service].
 *
 * Returns: (transfer none) (nullable): the service, NULL for all
 *
 * Since: 1.0
 */
const char *
ac_connection_list_get_service (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), NULL);

  return self->service;
}

/**
 * ac_connection_list_set_service:
 * @self: a list
 * @service: (nullable): the service, NULL for all
 *
 * Sets [property@ConnectionList:service]. The rows are replaced when the next page is loaded: by
 * itself with [property@ConnectionList:auto-load], else by [method@ConnectionList.load_more].
 *
 * Since: 1.0
 */
void
ac_connection_list_set_service (AcConnectionList *self, const char *service)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));
  g_return_if_fail (service == NULL || g_utf8_validate (service, -1, NULL));

  set_filter (self, &self->service, service, PROP_SERVICE);
}

/**
 * ac_connection_list_get_external_id:
 * @self: a list
 *
 * Gets [property@ConnectionList:external-id].
 *
 * Returns: (transfer none) (nullable): the external id, NULL for any
 *
 * Since: 1.0
 */
const char *
ac_connection_list_get_external_id (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), NULL);

  return self->external_id;
}

/**
 * ac_connection_list_set_external_id:
 * @self: a list
 * @external_id: (nullable): the external id, NULL for any
 *
 * Sets [property@ConnectionList:external-id]; what becomes of the rows is as with
 * [method@ConnectionList.set_service].
 *
 * Since: 1.0
 */
void
ac_connection_list_set_external_id (AcConnectionList *self, const char *external_id)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));
  g_return_if_fail (external_id == NULL || g_utf8_validate (external_id, -1, NULL));

  set_filter (self, &self->external_id, external_id, PROP_EXTERNAL_ID);
}

/**
 * ac_connection_list_get_offset:
 * @self: a list
 *
 * Gets [property@ConnectionList:offset].
 *
 * Returns: how many of the server's connections are left out at the start
 *
 * Since: 1.0
 */
guint64
ac_connection_list_get_offset (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), 0);

  return self->offset;
}

/**
 * ac_connection_list_set_offset:
 * @self: a list
 * @offset: how many of the server's connections to leave out at the start
 *
 * Sets [property@ConnectionList:offset]; what becomes of the rows is as with
 * [method@ConnectionList.set_service].
 *
 * Since: 1.0
 */
void
ac_connection_list_set_offset (AcConnectionList *self, guint64 offset)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));
  g_return_if_fail (offset <= G_MAXINT64);

  if (self->offset == offset)
    return;
  self->offset = offset;
  make_stale (self, PROP_OFFSET);
}

/**
 * ac_connection_list_get_auto_load:
 * @self: a list
 *
 * Gets [property@ConnectionList:auto-load].
 *
 * Returns: whether pages are loaded as rows are read
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_get_auto_load (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return self->auto_load;
}

/**
 * ac_connection_list_set_auto_load:
 * @self: a list
 * @auto_load: whether pages are loaded as rows are read
 *
 * Sets [property@ConnectionList:auto-load].
 *
 * Since: 1.0
 */
void
ac_connection_list_set_auto_load (AcConnectionList *self, gboolean auto_load)
{
  g_return_if_fail (AC_IS_CONNECTION_LIST (self));

  auto_load = !!auto_load;
  if (self->auto_load == auto_load)
    return;
  self->auto_load = auto_load;
  notify (self, PROP_AUTO_LOAD);
  ac_connection_list_load_if_awaited (self);
}

/**
 * ac_connection_list_get_loading:
 * @self: a list
 *
 * Gets [property@ConnectionList:loading].
 *
 * Returns: whether rows are being loaded
 *
 * Since: 1.0
 */
gboolean
ac_connection_list_get_loading (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), FALSE);

  return self->n_loading > 0;
}

/**
 * ac_connection_list_get_total:
 * @self: a list
 *
 * Gets [property@ConnectionList:total].
 *
 * Returns: the number of connections, -1 where the server did not say
 *
 * Since: 1.0
 */
gint64
ac_connection_list_get_total (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), -1);

  return self->cursor.total;
}

/**
 * ac_connection_list_get_problem:
 * @self: a list
 *
 * Gets [property@ConnectionList:problem].
 *
 * Returns: (transfer none) (nullable): the problem, NULL after a success
 *
 * Since: 1.0
 */
AcProblem *
ac_connection_list_get_problem (AcConnectionList *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION_LIST (self), NULL);

  return self->problem;
}
