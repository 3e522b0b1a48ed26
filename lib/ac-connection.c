/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "ac-connection-private.h"

#include "ac-connection-properties.h"
#include "ac-date.h"

#include <string.h>

/**
 * AcConnection:
 *
 * A connection: what ties a shop, known by its service and external id, to a marketing account.
 *
 * Setting a property records a pending change, [method@Connection.update] sends those that differ
 * from what the server is known to have, and takes the server's answer as a whole. Operations of
 * one object run one at a time, in the order of their calls.
 *
 * [What update() promises](update.html) has it to the letter, [The fields of a
 * connection](fields.html) what the properties are at the server.
 *
 * Two objects that were made separately for one id share nothing.
 *
 * A connection belongs to one thread at a time.
 *
 * Since: 1.0
 */

struct _AcConnection
{
  GObject parent_instance;

  AcClient *client;
  char *id;
  GMutex lock; /* guards the state while it changes, and last_moment */
  AcConnectionState state;
  gboolean adopted;
  GDateTime **dates; /* of those fields that were read as dates since they changed */
  AcProblem *problem;
  AcOperationQueue queue;
  guint64 last_moment; /* of an operation */
};

G_DEFINE_FINAL_TYPE (AcConnection, ac_connection, G_TYPE_OBJECT)

/* Behind those of the field table, which start at 1. */
enum
{
  PROP_CLIENT = AC_N_FIELDS + 1,
  PROP_ID,
  PROP_MODIFIED,
  PROP_ADOPTED,
  PROP_PROBLEM,
  N_PROPS
};

#define FIELD_OF(property_id) ((AcField) ((property_id) -1))
#define PROPERTY_OF(field) ((guint) (field) + 1)

static GParamSpec *properties[N_PROPS];

guint64
ac_connection_get_moment (void)
{
  static guint64 moments;
  static GMutex moments_lock;
  guint64 moment;

  g_mutex_lock (&moments_lock);
  moment = ++moments;
  g_mutex_unlock (&moments_lock);
  return moment;
}

static void
forget_dates (AcConnection *self, guint32 fields)
{
  for (guint i = 0; self->dates != NULL && i < AC_N_FIELDS; i++)
    if (fields & AC_FIELD_BIT (i))
      g_clear_pointer (&self->dates[i], g_date_time_unref);
}

static void
ac_connection_finalize (GObject *object)
{
  AcConnection *self = AC_CONNECTION (object);

  forget_dates (self, G_MAXUINT32);
  g_free (self->dates);
  ac_connection_state_clear (&self->state);
  ac_operation_queue_clear (&self->queue);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_clear_object (&self->problem);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ac_connection_parent_class)->finalize (object);
}

static void
get_field (AcConnection *self, AcField field, GValue *value)
{
  switch (ac_fields[field].type)
    {
    case AC_FIELD_TYPE_STRING:
      g_value_set_string (value, ac_connection_read_text (self, field));
      break;
    case AC_FIELD_TYPE_BOOLEAN:
      g_value_set_boolean (value, ac_connection_read_boolean (self, field));
      break;
    case AC_FIELD_TYPE_CONNECTION_STATUS:
    case AC_FIELD_TYPE_SYNC_STATUS:
      g_value_set_enum (value, ac_connection_read_status (self, field));
      break;
    case AC_FIELD_TYPE_DATE:
      g_value_set_boxed (value, ac_connection_read_date (self, field));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
ac_connection_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  AcConnection *self = AC_CONNECTION (object);

  switch (property_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, ac_connection_get_modified (self));
      break;
    case PROP_ADOPTED:
      g_value_set_boolean (value, ac_connection_get_adopted (self));
      break;
    case PROP_PROBLEM:
      g_value_set_object (value, self->problem);
      break;
    default:
      get_field (self, FIELD_OF (property_id), value);
    }
}

static void
ac_connection_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  AcConnection *self = AC_CONNECTION (object);

  switch (property_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    default:
      if (AC_FIELD_IS_NUMBER (FIELD_OF (property_id)))
        ac_connection_write_status (self, FIELD_OF (property_id), g_value_get_enum (value));
      else
        ac_connection_write_text (self, FIELD_OF (property_id), g_value_get_string (value));
    }
}

static GParamSpec *
make_field_property (const AcFieldInfo *info)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  if (info->sent != 0)
    flags |= G_PARAM_WRITABLE;
  switch (info->type)
    {
    case AC_FIELD_TYPE_STRING:
      return g_param_spec_string (info->property, NULL, info->meaning, NULL, flags);
    case AC_FIELD_TYPE_BOOLEAN:
      return g_param_spec_boolean (info->property, NULL, info->meaning, FALSE, flags);
    case AC_FIELD_TYPE_CONNECTION_STATUS:
      return g_param_spec_enum (info->property, NULL, info->meaning, AC_TYPE_CONNECTION_STATUS,
                                AC_CONNECTION_STATUS_UNKNOWN, flags);
    case AC_FIELD_TYPE_SYNC_STATUS:
      return g_param_spec_enum (info->property, NULL, info->meaning, AC_TYPE_SYNC_STATUS,
                                AC_SYNC_STATUS_UNKNOWN, flags);
    case AC_FIELD_TYPE_DATE:
      return g_param_spec_boxed (info->property, NULL, info->meaning, G_TYPE_DATE_TIME, flags);
    default:
      g_assert_not_reached ();
    }
}

static void
ac_connection_class_init (AcConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ac_connection_finalize;
  object_class->get_property = ac_connection_get_property;
  object_class->set_property = ac_connection_set_property;

  for (guint i = 0; i < AC_N_FIELDS; i++)
    properties[PROPERTY_OF (i)] = make_field_property (&ac_fields[i]);

  /**
   * AcConnection:client:
   *
   * The account that the connection belongs to.
   *
   * Since: 1.0
   */
  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, AC_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                   | G_PARAM_STATIC_STRINGS);

  /**
   * AcConnection:id:
   *
   * Id that the server gave the connection, a number in digits; NULL for one that is yet to be
   * created, or was deleted.
   *
   * Since: 1.0
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                               | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AcConnection:modified:
   *
   * Whether there are changes to be sent.
   *
   * Since: 1.0
   */
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, readable);

  /**
   * AcConnection:adopted:
   *
   * Whether [method@Connection.create] found the connection at the server after the answer to its
   * request was lost, and took it for the one that the request had created.
   *
   * Since: 1.0
   */
  properties[PROP_ADOPTED] = g_param_spec_boolean ("adopted", NULL, NULL, FALSE, readable);

  /**
   * AcConnection:problem:
   *
   * The problem of the connection's operation that ended last; NULL after a success.
   *
   * Since: 1.0
   */
  properties[PROP_PROBLEM] = g_param_spec_object ("problem", NULL, NULL, AC_TYPE_PROBLEM, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ac_connection_init (AcConnection *self)
{
  g_mutex_init (&self->lock);
  ac_operation_queue_init (&self->queue);
}

/**
 * ac_connection_new:
 * @client: the account
 * @id: (nullable): id of the connection, NULL for one that is yet to be created
 *
 * Makes an object for a connection. No request is made: its values are unknown until an operation
 * was answered, and can be set and sent at once.
 *
 * Returns: (transfer full): a new object
 *
 * Since: 1.0
 */
AcConnection *
ac_connection_new (AcClient *client, const char *id)
{
  g_return_val_if_fail (AC_IS_CLIENT (client), NULL);

  return g_object_new (AC_TYPE_CONNECTION, "client", client, "id", id, NULL);
}

AcConnection *
ac_connection_new_from_row (AcClient *client, AcRow *row)
{
  AcConnection *self = ac_connection_new (client, row->id);
  g_autoptr (GPtrArray) nothing = ac_edits_new ();

  ac_connection_state_answered (&self->state, g_steal_pointer (&row->record), nothing);
  return self;
}

void
ac_connection_update_from_row (AcConnection *self, AcRow *row, guint64 asked)
{
  g_autoptr (GPtrArray) nothing = ac_edits_new ();
  AcConnectionBefore before;

  if (self->last_moment > asked || !ac_operation_queue_is_empty (&self->queue))
    return;
  ac_connection_begin_change (self, &before);
  ac_connection_state_answered (&self->state, g_steal_pointer (&row->record), nothing);
  ac_connection_end_change (self, &before);
}

AcConnectionState *
ac_connection_get_state (AcConnection *self)
{
  return &self->state;
}

AcOperationQueue *
ac_connection_get_queue (AcConnection *self)
{
  return &self->queue;
}

void
ac_connection_note_moment (AcConnection *self)
{
  g_mutex_lock (&self->lock);
  self->last_moment = ac_connection_get_moment ();
  g_mutex_unlock (&self->lock);
}

void
ac_connection_report (gpointer object, AcProblem *problem)
{
  AcConnection *self = AC_CONNECTION (object);

  ac_connection_note_moment (self);
  if (g_set_object (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
ac_connection_begin_change (AcConnection *self, AcConnectionBefore *before)
{
  g_mutex_lock (&self->lock);
  /* Both are kept alive, for the texts are theirs. */
  before->record = self->state.record != NULL ? ac_record_ref (self->state.record) : NULL;
  before->pending = ac_connection_state_snapshot (&self->state);
  before->modified = ac_connection_get_modified (self);
  before->adopted = self->adopted;
  before->id = g_strdup (self->id);
  for (guint i = 0; i < AC_N_FIELDS; i++)
    before->texts[i] = ac_connection_state_get (&self->state, (AcField) i);
}

static int ids_given;

guint
ac_connection_count_ids_given (void)
{
  return (guint) g_atomic_int_get (&ids_given);
}

void
ac_connection_set_id (AcConnection *self, const char *id)
{
  if (g_strcmp0 (self->id, id) == 0)
    return;
  g_free (self->id);
  self->id = g_strdup (id);
  if (id != NULL)
    g_atomic_int_inc (&ids_given);
}

void
ac_connection_set_adopted (AcConnection *self, gboolean adopted)
{
  self->adopted = adopted;
}

static int
status_of (const char *text)
{
  if (g_strcmp0 (text, "0") == 0)
    return 0;
  return g_strcmp0 (text, "1") == 0 ? 1 : -1;
}

static gboolean
boolean_of (const char *text)
{
  return text != NULL && *text != '\0' && strcmp (text, "0") != 0;
}

/* Whether a property reads the same with both texts. */
static gboolean
reads_alike (AcField field, const char *a, const char *b)
{
  if (ac_fields[field].type == AC_FIELD_TYPE_BOOLEAN)
    return boolean_of (a) == boolean_of (b);
  if (AC_FIELD_IS_NUMBER (field))
    return status_of (a) == status_of (b);
  return g_strcmp0 (a, b) == 0;
}

void
ac_connection_end_change (AcConnection *self, AcConnectionBefore *before)
{
  GObject *object = G_OBJECT (self);
  gboolean modified = ac_connection_get_modified (self);
  guint32 changed = 0;

  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (!reads_alike ((AcField) i, before->texts[i],
                      ac_connection_state_get (&self->state, (AcField) i)))
      changed |= AC_FIELD_BIT (i);
  forget_dates (self, changed);
  g_mutex_unlock (&self->lock);

  g_object_freeze_notify (object);
  for (guint i = 0; i < AC_N_FIELDS; i++)
    if (changed & AC_FIELD_BIT (i))
      g_object_notify_by_pspec (object, properties[PROPERTY_OF (i)]);
  if (g_strcmp0 (before->id, self->id) != 0)
    g_object_notify_by_pspec (object, properties[PROP_ID]);
  if (before->modified != modified)
    g_object_notify_by_pspec (object, properties[PROP_MODIFIED]);
  if (before->adopted != self->adopted)
    g_object_notify_by_pspec (object, properties[PROP_ADOPTED]);

  g_clear_pointer (&before->record, ac_record_unref);
  g_ptr_array_unref (before->pending);
  g_free (before->id);
  g_object_thaw_notify (object);
}

GPtrArray *
ac_connection_snapshot (AcConnection *self)
{
  GPtrArray *snapshot;

  g_mutex_lock (&self->lock);
  snapshot = ac_connection_state_snapshot (&self->state);
  g_mutex_unlock (&self->lock);
  return snapshot;
}

const char *
ac_connection_read_text (AcConnection *self, AcField field)
{
  return ac_connection_state_get (&self->state, field);
}

gboolean
ac_connection_read_boolean (AcConnection *self, AcField field)
{
  return boolean_of (ac_connection_read_text (self, field));
}

/* AcConnectionStatus and AcSyncStatus alike. */
int
ac_connection_read_status (AcConnection *self, AcField field)
{
  return status_of (ac_connection_read_text (self, field));
}

GDateTime *
ac_connection_read_date (AcConnection *self, AcField field)
{
  if (self->dates == NULL)
    self->dates = g_new0 (GDateTime *, AC_N_FIELDS);
  if (self->dates[field] == NULL)
    self->dates[field] = ac_date_parse (ac_connection_read_text (self, field));
  return self->dates[field];
}

void
ac_connection_write_text (AcConnection *self, AcField field, const char *text)
{
  AcConnectionBefore before;

  ac_connection_begin_change (self, &before);
  ac_connection_state_set (&self->state, field, text);
  ac_connection_end_change (self, &before);
}

void
ac_connection_write_status (AcConnection *self, AcField field, int status)
{
  g_return_if_fail (status >= -1 && status <= 1);

  ac_connection_write_text (self, field, status < 0 ? NULL : status == 0 ? "0" : "1");
}

/**
 * ac_connection_get_client:
 * @self: a connection
 *
 * Gets [property@Connection:client].
 *
 * Returns: (transfer none) (nullable): the account, NULL where the object was made without one
 *
 * Since: 1.0
 */
AcClient *
ac_connection_get_client (AcConnection *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), NULL);

  return self->client;
}

/**
 * ac_connection_get_id:
 * @self: a connection
 *
 * Gets [property@Connection:id].
 *
 * Returns: (transfer none) (nullable): the id, NULL where the server has no such connection
 *
 * Since: 1.0
 */
const char *
ac_connection_get_id (AcConnection *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), NULL);

  return self->id;
}

/* What would be sent now. */
static GPtrArray *
select_changes (AcConnection *self)
{
  g_autoptr (GPtrArray) snapshot = ac_connection_state_snapshot (&self->state);

  return ac_connection_state_select (&self->state, snapshot);
}

/**
 * ac_connection_get_modified:
 * @self: a connection
 *
 * Gets [property@Connection:modified].
 *
 * Returns: whether something was set that differs from what the server is known to have
 *
 * Since: 1.0
 */
gboolean
ac_connection_get_modified (AcConnection *self)
{
  g_autoptr (GPtrArray) changes = NULL;

  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  if (self->state.pending == NULL)
    return FALSE;
  changes = select_changes (self);
  return changes->len > 0;
}

/**
 * ac_connection_get_adopted:
 * @self: a connection
 *
 * Gets [property@Connection:adopted].
 *
 * Returns: whether the connection was found instead of being created anew
 *
 * Since: 1.0
 */
gboolean
ac_connection_get_adopted (AcConnection *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), FALSE);

  return self->adopted;
}

/**
 * ac_connection_get_problem:
 * @self: a connection
 *
 * Gets [property@Connection:problem].
 *
 * Returns: (transfer none) (nullable): the problem, NULL after a success
 *
 * Since: 1.0
 */
AcProblem *
ac_connection_get_problem (AcConnection *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), NULL);

  return self->problem;
}

/**
 * ac_connection_dup_changes:
 * @self: a connection
 *
 * Tells what [method@Connection.update] would send if it were called now; for a connection without
 * an id, what [method@Connection.create] would.
 *
 * Returns: (transfer full) (nullable): the body as JSON, NULL where nothing changed
 *
 * Since: 1.0
 */
char *
ac_connection_dup_changes (AcConnection *self)
{
  g_autoptr (GPtrArray) changes = NULL;
  guint by;

  g_return_val_if_fail (AC_IS_CONNECTION (self), NULL);

  changes = select_changes (self);
  by = self->id != NULL ? AC_FIELD_SENT_BY_UPDATE : AC_FIELD_SENT_BY_CREATE;
  for (guint i = changes->len; i > 0; i--)
    if (!(ac_fields[((AcEdit *) changes->pdata[i - 1])->field].sent & by))
      g_ptr_array_remove_index_fast (changes, i - 1);
  return changes->len > 0 ? ac_edits_dup_json (changes) : NULL;
}

/**
 * ac_connection_revert:
 * @self: a connection
 *
 * Drops what was set, but not what is already on its way.
 *
 * Since: 1.0
 */
void
ac_connection_revert (AcConnection *self)
{
  AcConnectionBefore before;

  g_return_if_fail (AC_IS_CONNECTION (self));

  ac_connection_begin_change (self, &before);
  ac_connection_state_revert (&self->state);
  ac_connection_end_change (self, &before);
}

/**
 * ac_connection_dup_json:
 * @self: a connection
 *
 * Gets the connection as the server last represented it, members that this library does not know
 * included.
 *
 * Returns: (transfer full) (nullable): a JSON object, NULL before the first answer
 *
 * Since: 1.0
 */
char *
ac_connection_dup_json (AcConnection *self)
{
  g_return_val_if_fail (AC_IS_CONNECTION (self), NULL);

  return self->state.record != NULL ? g_strdup (ac_record_get_json (self->state.record)) : NULL;
}
