/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Rows of the table of behaviours in the words of Vala: yield, catch, and what can be null.
 *
 * usage: test-behaviours AC-EMULATOR
 */

string emulator_program;

/* One row, with an account of its own that has 250 connections. */
abstract class Behaviour {
  public abstract string path { get; }
  protected Ac.Client client;
  Soup.Session control = new Soup.Session ();

  protected abstract async void show () throws Error;

  public void test () {
    try {
      var emulator = new Subprocess (SubprocessFlags.STDOUT_PIPE, emulator_program, "--rate-limit=0",
                                     "--connections=250");
      var url = new DataInputStream (emulator.get_stdout_pipe ()).read_line ();
      client = new Ac.Client (url, "emulator-token");
      run_to_the_end ();
      /* GLib sends the signal from a thread of its own, which must come to it. */
      emulator.force_exit ();
      emulator.wait ();
    } catch (Error error) {
      assert_no_error (error);
    }
  }

  void run_to_the_end () throws Error {
    var loop = new MainLoop ();
    AsyncResult? ended = null;

    show.begin ((source, result) => {
      ended = result;
      loop.quit ();
    });
    loop.run ();
    show.end (ended);
  }

  /* Asks the control endpoint, which answers at once. */
  string ask (string method, string path, string body = "") throws Error {
    var message = new Soup.Message (method, @"$(client.url)/emulator/$path");

    message.set_request_body_from_bytes ("application/json", new Bytes (body.data));
    return new DataInputStream (control.send (message)).read_upto ("", 0, null);
  }

  protected void add_fault (string fault) throws Error {
    ask ("POST", "faults", @"{\"faults\": [$fault]}");
  }

  protected void release () throws Error {
    ask ("POST", "release");
  }

  protected async void be_held () throws Error {
    while (!/"held": *1\b/.match (ask ("GET", "stats"))) {
      Idle.add (be_held.callback);
      yield;
    }
  }

  protected async string? name_at_server () throws Error {
    var connection = new Ac.Connection (client, "2");

    yield connection.refresh ();
    return connection.name;
  }
}

class Updates : Behaviour {
  public override string path { get { return "/vala/updates"; } }

  protected override async void show () throws Error {
    var connection = new Ac.Connection (client, "2");

    connection.name = "Acme, Inc.";
    connection.sync_status = Ac.SyncStatus.STOPPED;
    assert_cmpstr (connection.dup_changes (), CompareOperator.EQ,
                   "{\"connection\":{\"name\":\"Acme, Inc.\",\"syncStatus\":0}}");
    assert_true (yield connection.update ());
    assert_false (connection.modified);
    assert_cmpstr (yield name_at_server (), CompareOperator.EQ, "Acme, Inc.");
  }
}

class TellsWhatIsNull : Behaviour {
  public override string path { get { return "/vala/tells-what-is-null"; } }

  protected override async void show () throws Error {
    var connection = new Ac.Connection (client, null);

    assert_null (connection.id);
    assert_null (connection.name);
    assert_null (connection.updated_at);
    assert_null (connection.problem);
    assert_null (connection.dup_changes ());
    assert_null (yield client.find_connection ("fooCommerce", "nobody"));

    connection = new Ac.Connection (client, "2");
    yield connection.refresh ();
    assert_nonnull (connection.name);
    assert_nonnull (connection.updated_at);
    connection.name = "Withdrawn";
    connection.name = null;
    assert_false (connection.modified);
  }
}

class Fails : Behaviour {
  public override string path { get { return "/vala/fails"; } }

  protected override async void show () throws Error {
    var connection = new Ac.Connection (client, "987654");

    connection.name = "Acme, Inc.";
    try {
      yield connection.update ();
      assert_not_reached ();
    } catch (Ac.Error.NOT_FOUND error) {
      assert_cmpstr (error.message, CompareOperator.EQ, connection.problem.message);
      assert_cmpuint (connection.problem.http_status, CompareOperator.EQ, 404);
    }
    assert_true (connection.modified);

    add_fault ("{\"status\": 402, \"body\": \"\"}");
    try {
      yield client.check ();
      assert_not_reached ();
    } catch (Ac.Error error) {
      assert_error (error, Ac.Error.quark (), Ac.Error.PAYMENT_REQUIRED);
      assert_cmpstr (client.problem.code, CompareOperator.EQ, "payment-required");
    }
  }
}

class IsCancelled : Behaviour {
  public override string path { get { return "/vala/is-cancelled"; } }

  protected override async void show () throws Error {
    var connection = new Ac.Connection (client, "2");
    var cancellable = new Cancellable ();

    add_fault ("{\"match\": {\"method\": \"PUT\"}, \"hold\": true}");
    connection.name = "Cancelled";
    be_held.begin ((source, result) => cancellable.cancel ());
    try {
      yield connection.update (cancellable);
      assert_not_reached ();
    } catch (IOError.CANCELLED error) {
      assert_true (connection.problem.outcome_unknown);
    }
    assert_true (connection.modified);
  }
}

class Overlaps : Behaviour {
  public override string path { get { return "/vala/overlaps"; } }

  protected override async void show () throws Error {
    var connection = new Ac.Connection (client, "2");
    var order = "";

    add_fault ("{\"match\": {\"method\": \"PUT\"}, \"hold\": true}");
    add_fault ("{\"match\": {\"method\": \"PUT\"}, \"status\": 422, \"body\": \"\"}");
    connection.name = "First";
    connection.update.begin (null, (source, result) => {
      try {
        connection.update.end (result);
        order += "first ";
      } catch (Error error) {
        assert_no_error (error);
      }
    });
    connection.name = "Second";
    connection.update.begin (null, (source, result) => {
      try {
        connection.update.end (result);
        assert_not_reached ();
      } catch (Error error) {
        assert_error (error, Ac.Error.quark (), Ac.Error.INVALID);
        order += "second ";
      }
    });
    yield be_held ();
    connection.name = "Third";
    release ();
    yield connection.update ();
    assert_cmpstr (order, CompareOperator.EQ, "first second ");
    assert_cmpstr (yield name_at_server (), CompareOperator.EQ, "Third");
  }
}

class Lists : Behaviour {
  public override string path { get { return "/vala/lists"; } }

  protected override async void show () throws Error {
    var list = new Ac.ConnectionList (client);
    uint pages = 0;

    list.auto_load = false;
    while (list.total < 0 || list.get_n_items () < list.total) {
      yield list.load_more ();
      pages++;
    }
    assert_cmpuint (pages, CompareOperator.EQ, 3);
    assert_cmpstr (((Ac.Connection) list.get_item (249)).id, CompareOperator.EQ, "250");
    assert_null (list.get_item (250));
  }
}

void main (string[] arguments) {
  Behaviour[] behaviours = {
    new Updates (), new TellsWhatIsNull (), new Fails (), new IsCancelled (), new Overlaps (),
    new Lists ()
  };

  Test.init (ref arguments);
  emulator_program = arguments[1];
  foreach (unowned var behaviour in behaviours)
    Test.add_data_func (behaviour.path, behaviour.test);
  Test.run ();
}
