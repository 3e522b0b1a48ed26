/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Updates one connection of an ActiveCampaign account, and shows it before and after. Nothing
 * blocks, and Ctrl-C cancels at every point.
 */

const int EXIT_DONE = 0;
const int EXIT_FAILED = 1;
const int EXIT_USAGE = 2;
const int EXIT_TRY_LATER = 3;
const int EXIT_CANCELLED = 130;

const string SUMMARY =
"""Updates the connection ID of an ActiveCampaign account and shows what changed.
Without a field to set it only shows the connection.""";

const string DESCRIPTION =
"""Environment:
  ACTIVECAMPAIGN_URL        the account, such as https://youraccount.api-us1.com
  ACTIVECAMPAIGN_API_TOKEN  its key, from Settings, Developer

Exit status:
  0    done
  1    refused, or failed for good
  2    wrong usage or environment; no request was made
  3    failed, but worth trying again later
  130  cancelled
""";

/* The properties that are shown, and can be set. */
const string[] PROPERTIES = {
  "service", "external-id", "name", "logo-url", "link-url", "status", "sync-status"
};

/* What the command line asks for; null for what is to stay. */
class Options {
  static string? service;
  static string? external_id;
  static string? name;
  static string? logo_url;
  static string? link_url;
  static string? status_word;
  static string? sync_status_word;
  public static bool dry_run;

  const OptionEntry[] ENTRIES = {
    { "external-id", 0, 0, OptionArg.STRING, ref external_id,
      "Id of the shop's account in the service", "TEXT" },
    { "service", 0, 0, OptionArg.STRING, ref service, "Name of the service", "TEXT" },
    { "name", 0, 0, OptionArg.STRING, ref name, "Name that people see", "TEXT" },
    { "logo-url", 0, 0, OptionArg.STRING, ref logo_url, "Address of the service's logo", "URL" },
    { "link-url", 0, 0, OptionArg.STRING, ref link_url,
      "Address where the shop's account is managed", "URL" },
    { "status", 0, 0, OptionArg.STRING, ref status_word, "connected or error", "WORD" },
    { "sync-status", 0, 0, OptionArg.STRING, ref sync_status_word, "running or stopped", "WORD" },
    { "dry-run", 0, 0, OptionArg.NONE, ref dry_run,
      "Show the JSON that would be sent, and send nothing", null },
    { null }
  };

  public string id;
  Ac.ConnectionStatus status;
  Ac.SyncStatus sync_status;

  public Options (string[] words) throws OptionError {
    unowned string[] arguments = words;
    var context = new OptionContext ("ID");

    context.set_summary (SUMMARY);
    context.set_description (DESCRIPTION);
    context.add_main_entries (ENTRIES, null);
    if (arguments.length == 1)
      throw new OptionError.FAILED ("%s", context.get_help (true, null));
    context.parse (ref arguments);
    if (arguments.length != 2)
      throw new OptionError.FAILED ("One connection's id is needed; --help tells more");

    id = arguments[1];
    if (status_word != null)
      status = (Ac.ConnectionStatus) parse (typeof (Ac.ConnectionStatus), "status", status_word);
    if (sync_status_word != null)
      sync_status = (Ac.SyncStatus) parse (typeof (Ac.SyncStatus), "sync-status", sync_status_word);
  }

  static int parse (Type type, string option, string word) throws OptionError {
    var values = (EnumClass) type.class_ref ();
    unowned EnumValue? found = values.get_value_by_nick (word);

    if (found == null || found.value < 0)
      throw new OptionError.BAD_VALUE ("--%s cannot be \"%s\"", option, word);
    return found.value;
  }

  public bool asks_for (string property) {
    switch (property) {
      case "service": return service != null;
      case "external-id": return external_id != null;
      case "name": return name != null;
      case "logo-url": return logo_url != null;
      case "link-url": return link_url != null;
      case "status": return status_word != null;
      case "sync-status": return sync_status_word != null;
      default: return false;
    }
  }

  public bool asks_for_anything () {
    foreach (unowned string property in PROPERTIES)
      if (asks_for (property))
        return true;
    return false;
  }

  /* A property that is set to null stays as it is. */
  public void apply (Ac.Connection connection) {
    connection.service = service;
    connection.external_id = external_id;
    connection.name = name;
    connection.logo_url = logo_url;
    connection.link_url = link_url;
    if (status_word != null)
      connection.status = status;
    if (sync_status_word != null)
      connection.sync_status = sync_status;
  }
}

/* A property's value for people. What comes from the server must not steer the terminal. */
string printable (Ac.Connection connection, string property) {
  var value = Value (connection.get_class ().find_property (property).value_type);

  connection.get_property (property, ref value);
  if (value.type ().is_enum ())
    return ((EnumClass) value.type ().class_ref ()).get_value (value.get_enum ()).value_nick;

  unowned string? text = value.get_string ();
  if (text == null)
    return "unknown";

  var not_ascii = new StringBuilder ();
  for (int i = 128; i < 256; i++)
    not_ascii.append_c ((char) i);
  return "\"%s\"".printf (text.escape (not_ascii.str));
}

void show (Ac.Connection connection) {
  print ("Connection %s\n", connection.id);
  foreach (unowned string property in PROPERTIES)
    print ("  %-12s %s\n", property, printable (connection, property));
}

void show_changes (Ac.Connection connection, HashTable<string, string> before, Options options) {
  unowned string arrow = get_charset (null) ? "→" : "->";

  print ("Connection %s\n", connection.id);
  foreach (unowned string property in PROPERTIES) {
    var after = printable (connection, property);

    if (before[property] != after)
      print ("  %-12s %s %s %s\n", property, before[property], arrow, after);
    else if (options.asks_for (property))
      print ("  %-12s %s, as before\n", property, after);
  }
}

/* Tells what went wrong; returns the exit status that says so. */
int explain (Error error, Ac.Problem? problem) {
  var exit_status = EXIT_FAILED;

  printerr ("%s\n", error.message);
  if (problem != null && problem.retryable) {
    exit_status = EXIT_TRY_LATER;
    if (problem.retry_after > 0)
      printerr ("It is worth trying again in %.0f seconds.\n", Math.ceil (problem.retry_after));
    else
      printerr ("It is worth trying again later.\n");
  }
  if (problem != null && problem.outcome_unknown)
    printerr ("The change may have been made all the same: look at the connection before trying "
              + "again.\n");
  return (error is IOError.CANCELLED) ? EXIT_CANCELLED : exit_status;
}

class Program {
  Options options;
  Ac.Connection connection;
  Cancellable cancellable = new Cancellable ();

  public Program (Options options, Ac.Client client) {
    this.options = options;
    connection = new Ac.Connection (client, options.id);
  }

  public void cancel () {
    cancellable.cancel ();
  }

  /* Takes no cancellable: the task that Vala makes for this method would answer to it too, and
   * forget the result. */
  public async int update () {
    try {
      yield connection.refresh (cancellable);
      if (!options.asks_for_anything ()) {
        show (connection);
        return EXIT_DONE;
      }

      var before = new HashTable<string, string> (str_hash, str_equal);
      foreach (unowned string property in PROPERTIES)
        before[property] = printable (connection, property);
      options.apply (connection);
      if (Options.dry_run) {
        print ("%s\n", connection.dup_changes () ?? "Nothing would be sent: it is so already.");
        return EXIT_DONE;
      }

      yield connection.update (cancellable);
      show_changes (connection, before, options);
      return EXIT_DONE;
    } catch (Error error) {
      return explain (error, connection.problem);
    }
  }
}

int main (string[] arguments) {
  Intl.setlocale ();
  Environment.set_prgname ("update-connection");

  Program program;
  try {
    var options = new Options (arguments);
    program = new Program (options, new Ac.Client.from_environment ());
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return EXIT_USAGE;
  }

  var loop = new MainLoop ();
  var exit_status = EXIT_FAILED;

  foreach (var signum in new int[] { Posix.Signal.INT, Posix.Signal.TERM })
    Unix.signal_add (signum, () => {
      program.cancel ();
      return Source.CONTINUE;
    });
  program.update.begin ((source, result) => {
    exit_status = program.update.end (result);
    loop.quit ();
  });
  loop.run ();
  return exit_status;
}
