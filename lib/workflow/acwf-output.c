/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "acwf-output.h"

#include <errno.h>
#include <glib-unix.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* How many lines are sent at once, at most. */
#define BATCH 64

/* How long a host that was sent half a line has to take the other half, in milliseconds. */
#define LAST_WAIT G_GINT64_CONSTANT (50)

/* After which time it is sent anew where the system had no memory for it, in microseconds. */
#define RETRY_TIME G_GINT64_CONSTANT (10000)

/* One call of sendmsg(). The kernel charges the socket for what it took until the host has read all
 * of it, and tells what it charges: so it is known which lines were read.
 */
typedef struct
{
  guint n_lines; /* that ended in it */
  int charge;
} Sent;

struct _AcwfOutput
{
  int host_fd;
  int fd;
  int was_given; /* atomic */
  GSource *source;
  AcwfOutputChanged changed;
  gpointer data;

  GMutex lock;  /* guards what follows */
  GQueue lines; /* GBytes; those that are not wholly sent */
  gsize offset; /* what was sent of the first */
  GQueue sent;  /* Sent; what was not read, as far as is known */
  guint n_sent; /* lines in them */
  gboolean is_gone;
};

typedef struct
{
  GSource source;
  AcwfOutput *output;
  gpointer tag;
} OutputSource;

static int
get_charge (AcwfOutput *self)
{
  int charge;

  return ioctl (self->fd, SIOCOUTQ, &charge) == 0 ? charge : 0;
}

/* With the lock. */
static void
forget_read (AcwfOutput *self)
{
  int charge = get_charge (self), unread = 0;

  for (GList *l = self->sent.head; l != NULL; l = l->next)
    unread += ((Sent *) l->data)->charge;
  while (self->sent.length > 0 && unread > charge)
    {
      Sent *first = g_queue_pop_head (&self->sent);

      unread -= first->charge;
      self->n_sent -= first->n_lines;
      g_free (first);
    }
}

/* With the lock. */
static void
note_sent (AcwfOutput *self, gsize size, int charge_before)
{
  Sent *sent = g_new0 (Sent, 1);
  int charge = get_charge (self) - charge_before; /* once: the host may be reading now */

  /* Less where the host has read meanwhile; then these lines count as unread a little longer. */
  sent->charge = MAX (charge, 1);
  self->offset += size;
  while (self->lines.length > 0)
    {
      GBytes *line = g_queue_peek_head (&self->lines);

      if (self->offset < g_bytes_get_size (line))
        break;
      self->offset -= g_bytes_get_size (line);
      sent->n_lines++;
      g_bytes_unref (g_queue_pop_head (&self->lines));
    }
  self->n_sent += sent->n_lines;
  g_queue_push_tail (&self->sent, sent);
}

static gboolean
is_end (int problem)
{
  return problem == EPIPE || problem == ECONNRESET || problem == ENOTCONN;
}

/* With the lock. 0, or the error for which the descriptor takes no more now. */
static int
send_some (AcwfOutput *self)
{
  struct iovec pieces[BATCH];
  struct msghdr message = { .msg_iov = pieces };
  int charge_before = get_charge (self);
  ssize_t size;

  for (GList *l = self->lines.head; l != NULL && message.msg_iovlen < BATCH; l = l->next)
    {
      gsize skip = l->prev == NULL ? self->offset : 0, length;
      const char *data = g_bytes_get_data (l->data, &length);

      pieces[message.msg_iovlen++] = (struct iovec){ (char *) data + skip, length - skip };
    }
  do
    size = sendmsg (self->fd, &message, MSG_NOSIGNAL);
  while (size < 0 && errno == EINTR);
  if (size < 0)
    {
      self->is_gone = is_end (errno);
      return errno;
    }
  note_sent (self, (gsize) size, charge_before);
  return 0;
}

static void
drop_lines (AcwfOutput *self)
{
  g_queue_clear_full (&self->lines, (GDestroyNotify) g_bytes_unref);
  self->offset = 0;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  OutputSource *own = (OutputSource *) source;
  AcwfOutput *self = own->output;

  if (g_source_query_unix_fd (source, own->tag) & (G_IO_HUP | G_IO_ERR))
    {
      g_mutex_lock (&self->lock);
      self->is_gone = TRUE;
      g_mutex_unlock (&self->lock);
    }
  acwf_output_flush (self);
  self->changed (self->data);
  return G_SOURCE_CONTINUE;
}

AcwfOutput *
acwf_output_new (GMainContext *context, AcwfOutputChanged changed, gpointer data)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  int pair[2];
  AcwfOutput *self;
  OutputSource *own;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
    return NULL;
  self = g_new0 (AcwfOutput, 1);
  self->host_fd = pair[0];
  self->fd = pair[1];
  self->changed = changed;
  self->data = data;
  g_mutex_init (&self->lock);

  self->source = g_source_new (&funcs, sizeof (OutputSource));
  g_source_set_static_name (self->source, "activecampaign-workflow output");
  own = (OutputSource *) self->source;
  own->output = self;
  own->tag = g_source_add_unix_fd (self->source, self->fd, G_IO_HUP | G_IO_ERR);
  g_source_attach (self->source, context);
  return self;
}

void
acwf_output_free (AcwfOutput *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  if (!g_atomic_int_get (&self->was_given))
    close (self->host_fd);
  drop_lines (self);
  g_queue_clear_full (&self->sent, g_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

int
acwf_output_give (AcwfOutput *self)
{
  g_atomic_int_set (&self->was_given, TRUE);
  return self->host_fd;
}

void
acwf_output_push (AcwfOutput *self, GString *line)
{
  g_mutex_lock (&self->lock);
  if (self->is_gone)
    g_string_free (line, TRUE);
  else
    g_queue_push_tail (&self->lines, g_string_free_to_bytes (line));
  g_mutex_unlock (&self->lock);
}

/* What wakes the source from now on. poll() tells of a host's end for ever, whatever it is asked
 * for: nothing is asked any more then. Nor does it know of lack of memory.
 */
static void
watch (AcwfOutput *self, int problem)
{
  GIOCondition condition = G_IO_HUP | G_IO_ERR | (problem == EAGAIN ? G_IO_OUT : 0);
  gboolean must_retry = problem != 0 && problem != EAGAIN;

  if (acwf_output_is_gone (self))
    {
      g_source_destroy (self->source);
      return;
    }
  g_source_modify_unix_fd (self->source, ((OutputSource *) self->source)->tag, condition);
  g_source_set_ready_time (self->source, must_retry ? g_get_monotonic_time () + RETRY_TIME : -1);
}

void
acwf_output_flush (AcwfOutput *self)
{
  int problem = 0;

  g_mutex_lock (&self->lock);
  forget_read (self);
  while (self->lines.length > 0 && !self->is_gone && problem == 0)
    problem = send_some (self);
  if (self->is_gone)
    drop_lines (self);
  g_mutex_unlock (&self->lock);

  watch (self, problem);
}

gboolean
acwf_output_is_empty (AcwfOutput *self)
{
  gboolean is_empty;

  g_mutex_lock (&self->lock);
  is_empty = self->lines.length == 0;
  g_mutex_unlock (&self->lock);
  return is_empty;
}

gboolean
acwf_output_is_gone (AcwfOutput *self)
{
  gboolean is_gone;

  g_mutex_lock (&self->lock);
  is_gone = self->is_gone;
  g_mutex_unlock (&self->lock);
  return is_gone;
}

static void
send_other_half (AcwfOutput *self)
{
  struct pollfd writable = { self->fd, POLLOUT, 0 };
  gint64 end = g_get_monotonic_time () + LAST_WAIT * 1000;
  gint64 left;

  while (self->offset > 0 && !self->is_gone && (left = end - g_get_monotonic_time ()) > 0
         && (poll (&writable, 1, (int) (left / 1000) + 1) >= 0 || errno == EINTR))
    send_some (self);
}

void
acwf_output_end (AcwfOutput *self)
{
  g_mutex_lock (&self->lock);
  send_other_half (self);
  g_mutex_unlock (&self->lock);
  shutdown (self->fd, SHUT_WR);
}

guint
acwf_output_count_unread (AcwfOutput *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  forget_read (self);
  count = self->n_sent + self->lines.length;
  g_mutex_unlock (&self->lock);
  return count;
}

void
acwf_output_close_copy (AcwfOutput *self)
{
  close (self->fd);
}
