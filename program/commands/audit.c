// SPDX-License-Identifier: GPL-2.0
/*
 * `kmcontig audit`: one round at the highest effort, and what it has shown.
 *
 * The states of that round are for the reader of the audit alone: to monitoring they
 * would look as if the module did as much in every round. So whatever happens after the
 * round was asked for, a round at the configured effort follows. Together they prove that
 * the states are those of the audit's own round, see judge/audit.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/show.h"
#include "judge/audit.h"
#include "judge/verdict.h"
#include "print/status_json.h"
#include "print/status_text.h"
#include "sysfs/run.h"
#include "sysfs/tree_load.h"
#include "util/log.h"

#define EXIT_SIZE_UNAVAILABLE	2

/* Rounds may come every 100 ms; so many tries are not all met by one. */
#define TRIES			5
/* Waits that end before their round does: a suspend ends one. */
#define WAITS			5

static const struct argp argp = {
	.options = options_show,
	.parser = options_parse_show,
	.doc = "Probe every size now at the highest effort, and print which are available. Requires root. A round at the configured effort follows, so that monitoring does not see the audit's states.\v"
	       "Exit status: 0 every size that was probed is available; 1 the audit proves nothing, or something could not be read or written; 2 some size is unavailable; 66 a wrong path; 69 no module; 77 not permitted.",
	.children = options_children,
};

/* === signals ============================================================= */

/* Those that end a process. They end a wait, and the audit after its last round. */
static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

#define NR_SIGNALS	(sizeof(signals) / sizeof(signals[0]))

static volatile sig_atomic_t stop_signal;	/* the last one; 0: none */
static volatile sig_atomic_t n_stop_signals;

static void note_signal(int signal)
{
	stop_signal = signal;
	n_stop_signals++;
}

/* A signal that is ignored (nohup, a background job) stays ignored. */
static void hold_signals(void)
{
	struct sigaction note = { .sa_handler = note_signal }, old;
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (unsigned int i = 0; i < NR_SIGNALS; i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &note, NULL);
	/* Ctrl-Z would leave the audit's states for as long as the process is stopped. */
	sigaction(SIGTSTP, &ignore, NULL);
}

/*
 * Ends the process by the signal that came meanwhile, if any. Returns its exit status
 * where that does nothing: to the first process of a container.
 */
static int release_signals(void)
{
	signal(SIGTSTP, SIG_DFL);
	if (!stop_signal)
		return EXIT_SUCCESS;
	signal(stop_signal, SIG_DFL);
	raise(stop_signal);
	return 128 + stop_signal;
}

/* === rounds ============================================================== */

/* As run_round(), but waits on after a suspend. A signal ends the wait. */
static int run_configured_round(const char *root)
{
	sig_atomic_t before = n_stop_signals;
	int r = -EINTR;

	for (int i = 0; i < WAITS && r == -EINTR && n_stop_signals == before; i++)
		r = run_round(root, "1");
	return r;
}

/*
 * Puts states of the configured effort in the place of the audit's. @ended: the audit's
 * round has. If it has not, it may run after the first of two: rounds that wait are run
 * in the order of their efforts. It is before the second in any case.
 */
static int restore(const char *root, bool ended)
{
	int r = run_configured_round(root);

	return r < 0 || ended ? r : run_configured_round(root);
}

/* === the audit =========================================================== */

struct audit {
	const struct options *options;
	struct tree *before, *after, *end;
	int restored;		/* 0, or negative errno */
	enum audit_proof proof;
};

static void forget(struct audit *a)
{
	tree_free(a->before);
	tree_free(a->after);
	tree_free(a->end);
	a->before = a->after = a->end = NULL;
}

static int load(const struct audit *a, struct tree **tree)
{
	return tree_load(a->options->root, a->options->host, tree);
}

/* No round was asked for. Returns the exit status. */
static int say_not_run(const struct audit *a, int error)
{
	struct tree *tree = NULL;
	int status;

	if (error == EACCES || error == EPERM) {
		log_error("%s/run: %s (only root can start a round: sudo kmcontig audit)",
			  a->options->root, strerror(error));
		return EXIT_NOT_PERMITTED;
	}
	/* The module may have gone: then that is what to say. */
	status = load(a, &tree);
	tree_free(tree);
	if (status)
		return status;
	log_error("%s/run: no round was made: %s", a->options->root, strerror(error));
	return EXIT_FAILURE;
}

static void say_not_restored(const struct audit *a)
{
	const char *root = a->options->root;

	if (a->restored == -EINTR)
		log_error("%s/run: the round at the configured effort was asked for and not waited for: until it ends, monitoring sees the states of the audit",
			  root);
	else
		log_error("%s/run: no round at the configured effort could be run: %s (monitoring sees the states of the audit until the next round; as root: echo 1 > %s/run)",
			  root, strerror(-a->restored), root);
}

/*
 * One try: a round at the highest effort, its states, a round at the configured effort.
 * Returns an exit status; EXIT_SUCCESS: @a has a proof, or none, and whether the states
 * were restored.
 */
static int try_once(struct audit *a)
{
	const char *root = a->options->root;
	int r, status = load(a, &a->before);

	if (status || stop_signal)
		return status;
	r = run_round(root, effort_names[NR_EFFORTS - 1]);
	if (r < 0 && r != -EINTR)
		return say_not_run(a, -r);
	if (stop_signal)
		log_warning("stopping after a round at the configured effort, so that monitoring does not see the states of the audit");
	else if (r == 0)
		status = load(a, &a->after);
	a->restored = restore(root, r == 0);
	if (a->restored < 0)
		say_not_restored(a);
	else if (status == EXIT_SUCCESS && a->after)
		status = load(a, &a->end);
	a->proof = AUDIT_OTHER_ROUNDS;
	if (status == EXIT_SUCCESS && a->after)
		a->proof = audit_prove(a->before, a->after, a->end);
	return status;
}

/* Returns an exit status. EXIT_SUCCESS: the states of a->after are proven. */
static int audit(struct audit *a)
{
	unsigned int tries = 0;
	int status;

	do {
		forget(a);
		status = try_once(a);
		tries++;
	} while (!status && !stop_signal && a->proof != AUDIT_PROVEN && !a->restored &&
		 tries < TRIES);
	if (status || stop_signal || a->proof == AUDIT_PROVEN)
		return status;
	log_error("%s: %s, at try %u of %u: the audit proves nothing%s", a->options->root,
		  audit_proof_words[a->proof], tries, TRIES,
		  a->proof != AUDIT_OTHER_ROUNDS ? "" :
		  " (as root: echo 0 > enabled there, repeat it, then echo 1 > enabled)");
	return EXIT_FAILURE;
}

static const struct view view = { .text = audit_text_print, .json = audit_json_print };

int cmd_audit(int argc, char **argv, struct options *o)
{
	struct audit a = { .options = o, .proof = AUDIT_NO_ROUND };
	int status, stopped;

	options_parse(&argp, argc, argv, 0, o);
	hold_signals();
	status = audit(&a);
	stopped = release_signals();
	if (stopped)
		status = stopped;
	if (status == EXIT_SUCCESS)
		status = show_tree(o, &view, a.after);
	if (status == EXIT_SUCCESS && a.restored < 0)
		status = EXIT_FAILURE;
	if (status == EXIT_SUCCESS && verdict_has(a.after, STATE_FAILED))
		status = EXIT_SIZE_UNAVAILABLE;
	forget(&a);
	return status;
}
