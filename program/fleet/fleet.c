// SPDX-License-Identifier: GPL-2.0
/* Collects the entries of many hosts, and judges each host. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/fleet.h"
#include "util/usec.h"

#define SUMMARY_SEC		900	/* the default of the service */
#define STALE_SEC		181	/* three rounds at the module's default interval */
#define SILENT_INTERVALS	2
#define CLOCK_USEC		(60 * USEC_PER_SEC)
#define FLAPPING_USEC		(3600 * USEC_PER_SEC)	/* the service's limit is by the hour */

void fleet_init(struct fleet *fleet, uint64_t since_usec, uint64_t until_usec, uint64_t min_size)
{
	*fleet = (struct fleet){
		.since_usec = since_usec, .until_usec = until_usec, .min_size = min_size,
	};
}

static void free_node(struct fleet_node *node)
{
	free(node->sizes);
	free(node->history);
}

static void free_host(struct fleet_host *host)
{
	for (unsigned int i = 0; i < host->n_nodes; i++)
		free_node(&host->nodes[i]);
	free(host->nodes);
	free(host->names);
	free(host->boots);
	free(host->loads);
	free(host->gaps);
	free(host);
}

static void keep(void *host)
{
	(void)host;	/* fleet->hosts owns the host */
}

void fleet_release(struct fleet *fleet)
{
	tdestroy(fleet->index, keep);
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		free_host(fleet->hosts[i]);
	free(fleet->hosts);
}

/* === hosts, nodes, sizes, boots and loads ================================= */

/*
 * Adds an element of zeros to an array, which grows by powers of two. @array: the address
 * of the pointer to the array. Returns the element, or NULL if there is no memory.
 */
static void *grow(void *array, unsigned int *n, size_t size)
{
	void **begin = array, *larger = *begin;

	if (!(*n & (*n - 1))) {
		larger = reallocarray(*begin, *n ? *n * 2 : 1, size);
		if (!larger)
			return NULL;
		*begin = larger;
	}
	return memset((char *)larger + size * (*n)++, 0, size);
}

static int compare_machines(const void *left, const void *right)
{
	const struct fleet_host *a = left, *b = right;

	return memcmp(&a->machine, &b->machine, sizeof(a->machine));
}

static struct fleet_host *append_host(struct fleet *fleet)
{
	struct fleet_host *host = calloc(1, sizeof(*host)), **place = NULL;

	if (host)
		place = grow(&fleet->hosts, &fleet->n_hosts, sizeof(*fleet->hosts));
	if (!place) {
		free(host);
		return NULL;
	}
	host->summary_sec = SUMMARY_SEC;
	return *place = host;
}

static struct fleet_host *find_host(const struct fleet *fleet, sd_id128_t machine)
{
	struct fleet_host key = { .machine = machine };
	struct fleet_host **found = tfind(&key, &fleet->index, compare_machines);

	return found ? *found : NULL;
}

/* Returns NULL if there is no memory. */
static struct fleet_host *find_or_add_host(struct fleet *fleet, sd_id128_t machine)
{
	struct fleet_host *host = find_host(fleet, machine);

	if (host)
		return host;
	host = append_host(fleet);
	if (!host)
		return NULL;
	host->machine = machine;
	return tsearch(host, &fleet->index, compare_machines) ? host : NULL;
}

/* Adds an expected host without any entry. Returns NULL if there is no memory. */
struct fleet_host *fleet_add_unheard(struct fleet *fleet, const char *name)
{
	struct fleet_host *host = append_host(fleet);

	if (host)
		strncpy(host->name, name, sizeof(host->name) - 1);
	return host;
}

static struct fleet_node *find_node(struct fleet_host *host, unsigned int id)
{
	for (unsigned int i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].id == id)
			return &host->nodes[i];
	return NULL;
}

/* Returns NULL if there is no memory. */
static struct fleet_node *find_or_add_node(struct fleet *fleet, struct fleet_host *host,
					   unsigned int id)
{
	struct fleet_node *node = find_node(host, id);

	if (node)
		return node;
	node = grow(&host->nodes, &host->n_nodes, sizeof(*node));
	if (!node)
		return NULL;
	node->id = id;
	if (!fleet->keeps_history)
		return node;
	node->history = calloc(1, sizeof(*node->history));
	return node->history ? node : NULL;
}

static struct fleet_size *find_size(struct fleet_node *node, uint64_t bytes)
{
	for (unsigned int i = 0; i < node->n_sizes; i++)
		if (node->sizes[i].bytes == bytes)
			return &node->sizes[i];
	return NULL;
}

/* Keeps the sizes in rising order. Returns NULL if there is no memory. */
static struct fleet_size *find_or_add_size(struct fleet_node *node, uint64_t bytes)
{
	struct fleet_size *size = find_size(node, bytes);

	if (size)
		return size;
	size = grow(&node->sizes, &node->n_sizes, sizeof(*size));
	if (!size)
		return NULL;
	for (; size > node->sizes && size[-1].bytes > bytes; size--)
		size[0] = size[-1];
	*size = (struct fleet_size){ .bytes = bytes };
	return size;
}

/* Returns the number of a boot, from 1, or 0 if the boot is not known. */
static unsigned int find_boot(const struct fleet_host *host, sd_id128_t id)
{
	for (unsigned int i = host->n_boots; i > 0; i--)
		if (sd_id128_equal(host->boots[i - 1].id, id))
			return i;
	return 0;
}

/*
 * Returns the number of a boot, from 1; 0 if the entry has no boot ID or the host has too
 * many boots; or -ENOMEM.
 */
static int find_or_add_boot(struct fleet_host *host, sd_id128_t id)
{
	unsigned int number = find_boot(host, id);
	struct fleet_boot *boot;

	if (number || sd_id128_is_null(id) || host->n_boots == FLEET_LOADS)
		return number;
	boot = grow(&host->boots, &host->n_boots, sizeof(*boot));
	if (!boot)
		return -ENOMEM;
	boot->id = id;
	return host->n_boots;
}

/* Finds or adds a load. Returns NULL if there is no memory, or, with @full set, too many. */
static struct fleet_load *find_load(struct fleet_host *host, sd_id128_t id, bool *full)
{
	struct fleet_load *load;

	for (unsigned int i = host->n_loads; i-- > 0;)
		if (sd_id128_equal(host->loads[i].id, id))
			return &host->loads[i];
	*full = host->n_loads == FLEET_LOADS;
	load = *full ? NULL : grow(&host->loads, &host->n_loads, sizeof(*load));
	if (load)
		load->id = id;
	return load;
}

/* === states =============================================================== */

/* Called for each state that an entry states. */
typedef int statement_fn(struct fleet *fleet, struct fleet_host *host, unsigned int node,
			 const struct fleet_state *state, const struct moment *at);

/*
 * A summary states the states of all sizes, a state-change that of one size. A failure
 * states that its size is failed.
 */
static int for_each_statement(struct fleet *fleet, struct fleet_host *host,
			      const struct fleet_entry *e, const struct moment *at,
			      statement_fn *fn)
{
	struct fleet_state one = { .bytes = e->size, .state = STATE_FAILED };
	int r = 0;

	switch (e->event) {
	case EVENT_SUMMARY:
		for (unsigned int i = 0; i < e->n_sizes && r == 0; i++)
			r = fn(fleet, host, e->node, &e->sizes[i], at);
		return r;
	case EVENT_STATE_CHANGE:
		one.state = e->state;
		return fn(fleet, host, e->node, &one, at);
	case EVENT_FAILURE:
		return fn(fleet, host, e->node, &one, at);
	default:
		return 0;
	}
}

static void latest(struct moment *moment, const struct moment *at)
{
	if (moment_is_later(at, moment))
		*moment = *at;
}

static int state_add(struct fleet *fleet, struct fleet_host *host, unsigned int id,
		     const struct fleet_state *state, const struct moment *at)
{
	struct fleet_node *node = find_or_add_node(fleet, host, id);
	struct fleet_size *size = node ? find_or_add_size(node, state->bytes) : NULL;

	if (!size)
		return -ENOMEM;
	latest(&node->last, at);
	streak_add(&size->state, state->state, judge_is_worse(state->state, size->state.value),
		   at);
	return 0;
}

static int state_refine(struct fleet *fleet, struct fleet_host *host, unsigned int id,
			const struct fleet_state *state, const struct moment *at)
{
	struct fleet_node *node = find_node(host, id);
	struct fleet_size *size = node ? find_size(node, state->bytes) : NULL;

	(void)fleet;
	if (size)
		streak_refine(&size->state, state->state, at);
	return 0;
}

/* === adding an entry ====================================================== */

static bool in_time(const struct fleet *fleet, const struct fleet_entry *e)
{
	return e->usec >= fleet->since_usec;
}

/* Judges only the states in the summary itself. */
static struct judgement judge_summary(const struct fleet_entry *e)
{
	struct judgement j;

	judge_begin(&j, SIZE_LARGEST);
	for (unsigned int i = 0; i < e->n_sizes; i++)
		judge_add_size(&j, e->node, e->sizes[i].bytes, e->sizes[i].state, 0);
	return j;
}

static void take_round(struct fleet_host *host, const struct fleet_entry *e)
{
	host->age = AGE_FRESH;
	if (e->has_round)
		host->age = judge_age(&e->round, e->stale_sec ? e->stale_sec : STALE_SEC,
				      e->usec / USEC_PER_SEC);
	host->disabled = e->has_enabled && !e->enabled;
	host->summary_sec = e->summary_sec ? e->summary_sec : SUMMARY_SEC;
}

static int take_summary(struct fleet *fleet, struct fleet_host *host,
			const struct fleet_entry *e, const struct moment *at)
{
	struct fleet_node *node = find_or_add_node(fleet, host, e->node);
	struct judgement j = judge_summary(e);

	if (!node)
		return -ENOMEM;
	latest(&node->summary, at);
	if (node->history)
		history_add(node->history, fleet, e->usec,
			    j.known ? j.largest_recovered : HISTORY_UNKNOWN);
	if (in_time(fleet, e) && (!node->first.usec || moment_is_later(&node->first, at))) {
		node->first = *at;
		node->first_known = j.known;
		node->first_recovered = j.largest_recovered;
	}
	if (moment_is_later(at, &host->summary)) {
		host->summary = *at;
		take_round(host, e);
	}
	return 0;
}

static int take_state_change(struct fleet *fleet, struct fleet_host *host,
			     const struct fleet_entry *e, const struct moment *at)
{
	struct fleet_node *node = find_or_add_node(fleet, host, e->node);
	struct fleet_size *size = node ? find_or_add_size(node, e->size) : NULL;

	if (!size)
		return -ENOMEM;
	latest(&host->probed, at);
	if (e->has_coalesced)
		latest(&size->flapped, at);
	return 0;
}

/*
 * The module numbers the failures of each load. Therefore each failure counts once, even
 * if several entries are about it, if its entry is read late, or if its entry is lost.
 */
static void count_failures(struct fleet_load *load, const struct fleet_entry *e)
{
	uint64_t first = e->coalesced < e->seq ? e->seq - e->coalesced : 1;

	if (!load->first_seq || first < load->first_seq)
		load->first_seq = first;
	if (e->seq > load->last_seq)
		load->last_seq = e->seq;
}

static void take_failure(struct fleet *fleet, struct fleet_host *host,
			 struct fleet_load *load, const struct fleet_entry *e,
			 const struct moment *at)
{
	latest(&host->probed, at);
	if (!in_time(fleet, e))
		return;
	if (load)
		count_failures(load, e);
	if (moment_is_later(at, &host->last_failure.at))
		host->last_failure = (struct fleet_failure){
			.at = *at, .node = e->node, .size = e->size, .effort = e->effort,
			.reason = e->reason,
		};
}

static void take_discontiguity(struct fleet_host *host, struct fleet_load *load,
			       const struct fleet_entry *e, const struct moment *at)
{
	/* An entry without a count stands for one discontiguous block. */
	uint64_t count = e->discontiguities ? e->discontiguities : 1;

	if (load && count > load->discontiguities)
		load->discontiguities = count;
	latest(&host->discontiguous, at);
}

static int take_absence(struct fleet *fleet, struct fleet_host *host,
			const struct fleet_entry *e, const struct moment *at)
{
	struct fleet_gap *gap;

	if (moment_is_later(at, &host->absence_at)) {
		host->absence_at = *at;
		host->absence = e->absence;
	}
	if (!e->coalesced || !in_time(fleet, e) || host->n_gaps == FLEET_LOADS)
		return 0;
	for (unsigned int i = 0; i < host->n_gaps; i++)
		if (moment_compare(&host->gaps[i].at, at) == 0)
			return 0;
	gap = grow(&host->gaps, &host->n_gaps, sizeof(*gap));
	if (!gap)
		return -ENOMEM;
	*gap = (struct fleet_gap){ .at = *at, .failures = e->coalesced };
	return 0;
}

static int take_event(struct fleet *fleet, struct fleet_host *host, struct fleet_load *load,
		      const struct fleet_entry *e, const struct moment *at)
{
	switch (e->event) {
	case EVENT_SUMMARY:
		return take_summary(fleet, host, e, at);
	case EVENT_STATE_CHANGE:
		return take_state_change(fleet, host, e, at);
	case EVENT_FAILURE:
		take_failure(fleet, host, load, e, at);
		return 0;
	case EVENT_DISCONTIGUITY:
		take_discontiguity(host, load, e, at);
		return 0;
	case EVENT_MODULE_ABSENT:
		return take_absence(fleet, host, e, at);
	default:
		return 0;
	}
}

/* The latest of the names that are kept. */
static struct fleet_name *last_name(struct fleet_host *host)
{
	struct fleet_name *last = host->names;

	for (unsigned int i = 1; i < host->n_names; i++)
		if (host->names[i].first_usec > last->first_usec)
			last = &host->names[i];
	return last;
}

/* Keeps the first FLEET_NAMES names of the host, in any order of entries. */
static int add_name(struct fleet_host *host, const char *text, uint64_t usec)
{
	struct fleet_name *name;

	for (unsigned int i = 0; i < host->n_names; i++)
		if (strcmp(host->names[i].text, text) == 0) {
			if (usec < host->names[i].first_usec)
				host->names[i].first_usec = usec;
			return 0;
		}
	host->more_names = host->n_names == FLEET_NAMES;
	name = host->more_names ? last_name(host) :
	       grow(&host->names, &host->n_names, sizeof(*name));
	if (!name)
		return -ENOMEM;
	if (host->more_names && usec >= name->first_usec)
		return 0;
	strcpy(name->text, text);
	name->first_usec = usec;
	return 0;
}

/*
 * If a machine ID has several names, the host was renamed, or clones share the ID. The
 * report shows the latest name.
 */
static int take_name(struct fleet_host *host, const struct fleet_entry *e,
		     const struct moment *at)
{
	if (!host->name[0] || moment_is_later(at, &host->last))
		strcpy(host->name, e->host);
	return add_name(host, e->host, e->usec);
}

/* Returns 0 or -ENOMEM. */
static int moment_of(struct fleet_host *host, const struct fleet_entry *e, struct moment *at)
{
	int boot = find_or_add_boot(host, e->boot);

	if (boot < 0)
		return boot;
	*at = (struct moment){ .usec = e->usec, .uptime_usec = e->uptime_usec, .boot = boot };
	return 0;
}

/* True if the entry shows that the module is absent, or by its load ID that it is loaded. */
static bool is_about_module(const struct fleet_entry *e)
{
	return e->event == EVENT_MODULE_ABSENT || !sd_id128_is_null(e->load);
}

/* Takes what all entries contain. Sets @load to NULL if the entry is about no load. */
static int take_common(struct fleet *fleet, struct fleet_host *host,
		       const struct fleet_entry *e, const struct moment *at,
		       struct fleet_load **load)
{
	bool is_absent = e->event == EVENT_MODULE_ABSENT, full = false;

	*load = NULL;
	if (take_name(host, e, at) < 0)
		return -ENOMEM;
	latest(&host->last, at);
	if (at->boot)
		host->boots[at->boot - 1].in_time |= in_time(fleet, e);
	if (!is_about_module(e))
		return 0;
	streak_add(&host->presence, is_absent, is_absent, at);
	if (is_absent)
		return 0;
	*load = find_load(host, e->load, &full);
	if (*load)
		(*load)->in_time |= in_time(fleet, e);
	return *load || full ? 0 : -ENOMEM;
}

/* Adds an entry. Returns 0 or -ENOMEM. */
int fleet_add(struct fleet *fleet, const struct fleet_entry *e)
{
	struct fleet_host *host = find_or_add_host(fleet, e->machine);
	struct fleet_load *load;
	struct moment at;

	if (!host || moment_of(host, e, &at) < 0 ||
	    take_common(fleet, host, e, &at, &load) < 0)
		return -ENOMEM;
	fleet->entries += in_time(fleet, e);
	if (for_each_statement(fleet, host, e, &at, state_add) < 0)
		return -ENOMEM;
	return take_event(fleet, host, load, e, &at);
}

/*
 * Adds an entry that this version does not understand. Only its machine, boot, host and
 * time are used, and whether its kind is known. Returns 0 or -ENOMEM.
 */
int fleet_add_wrong(struct fleet *fleet, const struct fleet_entry *e)
{
	struct fleet_host *host;
	struct moment at;

	fleet->wrong++;
	if (sd_id128_is_null(e->machine))
		return 0;
	host = find_or_add_host(fleet, e->machine);
	if (!host || moment_of(host, e, &at) < 0)
		return -ENOMEM;
	if (!host->name[0])
		strcpy(host->name, "?");
	if (e->host[0] && !host->last.usec)
		strcpy(host->name, e->host);
	latest(e->is_known ? &host->wrong : &host->strange, &at);
	return 0;
}

/* === the second reading =================================================== */

static bool host_is_split(const struct fleet_host *host)
{
	if (host->presence.split)
		return true;
	for (unsigned int i = 0; i < host->n_nodes; i++)
		for (unsigned int j = 0; j < host->nodes[i].n_sizes; j++)
			if (host->nodes[i].sizes[j].state.split)
				return true;
	return false;
}

/*
 * True if the order of the entries left the start of some streak unknown. Then read all
 * entries a second time, with fleet_refine().
 */
bool fleet_is_split(const struct fleet *fleet)
{
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (host_is_split(fleet->hosts[i]))
			return true;
	return false;
}

/*
 * In the second reading: refines the start of streaks by an entry that fleet_add() has
 * added. An entry that was written after the first reading changes nothing.
 */
void fleet_refine(struct fleet *fleet, const struct fleet_entry *e)
{
	struct fleet_host *host = find_host(fleet, e->machine);
	struct moment at = { .usec = e->usec, .uptime_usec = e->uptime_usec };

	if (!host)
		return;
	at.boot = find_boot(host, e->boot);
	if (is_about_module(e))
		streak_refine(&host->presence, e->event == EVENT_MODULE_ABSENT, &at);
	for_each_statement(fleet, host, e, &at, state_refine);
}

/* === judging ============================================================== */

/* For how many microseconds a host may write no entry before it is silent. */
uint64_t fleet_patience_usec(const struct fleet_host *host)
{
	return SILENT_INTERVALS * host->summary_sec * USEC_PER_SEC;
}

bool fleet_is_silent(const struct fleet *fleet, const struct fleet_host *host)
{
	return host->last.usec + fleet_patience_usec(host) < fleet->until_usec;
}

/* Its latest entry, in whole seconds as it is shown. */
static uint64_t last_usec(const struct fleet_host *host)
{
	return host->last.usec - host->last.usec % USEC_PER_SEC;
}

/*
 * True if, in the hour before the last entry of the host, one entry stood for several
 * changes of the size.
 */
bool fleet_size_flaps(const struct fleet_host *host, const struct fleet_size *size)
{
	return size->flapped.usec && size->flapped.usec + FLAPPING_USEC >= last_usec(host);
}

/*
 * Drops sizes that the latest summary does not list, because a summary lists all sizes. This
 * happens if the host booted another kernel.
 */
static void drop_sizes(struct fleet_node *node)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < node->n_sizes; i++)
		if (!moment_is_later(&node->summary, &node->sizes[i].state.last))
			node->sizes[kept++] = node->sizes[i];
	node->n_sizes = kept;
}

/* Drops nodes that no recent entry is about: they went offline. */
static void drop_nodes(struct fleet_host *host)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		if (host->nodes[i].last.usec + fleet_patience_usec(host) < host->summary.usec)
			free_node(&host->nodes[i]);
		else
			host->nodes[kept++] = host->nodes[i];
	}
	host->n_nodes = kept;
}

static struct judgement judge_node(const struct fleet_node *node, uint64_t min_size)
{
	struct judgement j;

	judge_begin(&j, min_size);
	/* Only a summary lists all sizes. Without one, other sizes may exist: unknown. */
	if (!node->summary.usec)
		judge_add_size(&j, node->id, 0, STATE_UNKNOWN, 0);
	for (unsigned int i = 0; i < node->n_sizes; i++) {
		const struct fleet_size *size = &node->sizes[i];

		judge_add_size(&j, node->id, size->bytes, size->state.value,
			       size->state.since.usec);
	}
	return j;
}

static int compare_nodes(const void *left, const void *right)
{
	const struct fleet_node *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/* qsort() must not be called with NULL, which an empty array is. */
static void sort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n)
		qsort(base, n, size, compare);
}

static void judge_nodes(const struct fleet *fleet, struct fleet_host *host)
{
	drop_nodes(host);
	sort(host->nodes, host->n_nodes, sizeof(*host->nodes), compare_nodes);
	judge_begin(&host->judgement, fleet->min_size);
	for (unsigned int i = 0; i < host->n_nodes; i++) {
		drop_sizes(&host->nodes[i]);
		host->nodes[i].judgement = judge_node(&host->nodes[i], fleet->min_size);
		judge_add_node(&host->judgement, &host->nodes[i].judgement);
	}
}

/*
 * Compares each node with its first summary. Returns -1 if a node has a smaller largest size
 * now, 1 if some node has a larger one and none a smaller one, otherwise 0. Nodes with
 * unknown sizes do not count.
 */
static int trend_of(const struct fleet_host *host)
{
	int trend = 0;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		const struct fleet_node *node = &host->nodes[i];

		if (!node->first.usec || !node->first_known || !node->judgement.known)
			continue;
		if (node->judgement.largest_recovered < node->first_recovered)
			return -1;
		if (node->judgement.largest_recovered > node->first_recovered)
			trend = 1;
	}
	return trend;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

static void count_loads(struct fleet_host *host)
{
	for (unsigned int i = 0; i < host->n_boots; i++)
		host->n_boots_in_time += host->boots[i].in_time;
	for (unsigned int i = 0; i < host->n_loads; i++) {
		const struct fleet_load *load = &host->loads[i];

		host->n_loads_in_time += load->in_time;
		host->discontiguities = sum(host->discontiguities, load->discontiguities);
		if (load->last_seq)
			host->failures = sum(host->failures, load->last_seq - load->first_seq + 1);
	}
	for (unsigned int i = 0; i < host->n_gaps; i++)
		host->failures = sum(host->failures, host->gaps[i].failures);
	/* If there were too many loads, the load of this block is not in the array. */
	if (host->discontiguous.usec && !host->discontiguities)
		host->discontiguities = 1;
}

/*
 * True if the newest entries of the host could not be read. Entries of an unknown kind, which
 * a newer version of kmcontig may write, count only if the host is otherwise silent.
 */
static bool is_unreadable(const struct fleet_host *host, bool silent)
{
	return moment_is_later(&host->wrong, &host->last) ||
	       (silent && moment_is_later(&host->strange, &host->last));
}

static void judge_host(const struct fleet *fleet, struct fleet_host *host)
{
	bool silent = fleet_is_silent(fleet, host);
	bool probes = moment_is_later(&host->probed, &host->summary);

	count_loads(host);
	judge_nodes(fleet, host);
	host->trend = trend_of(host);
	host->clock_ahead = last_usec(host) > fleet->until_usec + CLOCK_USEC;
	for (unsigned int i = 0; i < host->n_nodes; i++)
		for (unsigned int j = 0; j < host->nodes[i].n_sizes; j++)
			host->flapping |= fleet_size_flaps(host, &host->nodes[i].sizes[j]);
	host->facts = (struct health_facts){
		.discontiguities = host->discontiguities,
		.unreadable = is_unreadable(host, silent),
		.absent = host->presence.value,
		.silent = silent,
		.age = probes ? AGE_FRESH : host->age,
		.worst = host->judgement.worst,
	};
	host->health = judge_health(&host->facts);
}

/*
 * True if the host would fail if the minimum size were @bytes, judged by @node alone, or by
 * all nodes if @node is NULL.
 */
bool fleet_fails_at(const struct fleet_host *host, const struct fleet_node *node,
		    uint64_t bytes)
{
	struct health_facts facts = host->facts;
	struct judgement all;

	judge_begin(&all, bytes);
	for (unsigned int i = 0; i < host->n_nodes; i++) {
		struct judgement one = judge_node(&host->nodes[i], bytes);

		if (!node || node == &host->nodes[i])
			judge_add_node(&all, &one);
	}
	facts.worst = all.worst;
	return judge_health(&facts) == HEALTH_FAILS;
}

static void count_host(struct fleet *fleet, const struct fleet_host *host, bool has_expected)
{
	fleet->by_health[host->health]++;
	fleet->n_discontiguous += host->discontiguities > 0;
	fleet->n_clock_ahead += host->clock_ahead;
	fleet->n_flapping += host->flapping;
	fleet->n_unexpected += has_expected && !host->expected;
}

/* Unknown sizes sort before all others. */
static uint64_t rank(bool known, uint64_t bytes)
{
	return known ? bytes + 1 : 0;
}

/* The worst first: by health, then by largest available size, then by failures. */
static int compare_hosts(const void *left, const void *right)
{
	const struct fleet_host *a = *(struct fleet_host *const *)left;
	const struct fleet_host *b = *(struct fleet_host *const *)right;
	const struct judgement *j = &a->judgement, *k = &b->judgement;
	const struct { uint64_t a, b; } keys[] = {
		{ a->health, b->health },
		{ rank(j->known, j->largest_recovered), rank(k->known, k->largest_recovered) },
		{ rank(j->known, j->largest_free), rank(k->known, k->largest_free) },
		{ b->failures, a->failures },
	};
	int r;

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].a != keys[i].b)
			return keys[i].a < keys[i].b ? -1 : 1;
	r = strcmp(a->name, b->name);
	return r ? r : compare_machines(a, b);
}

static int compare_names(const void *left, const void *right)
{
	const struct fleet_name *a = left, *b = right;

	if (a->first_usec != b->first_usec)
		return a->first_usec < b->first_usec ? -1 : 1;
	return strcmp(a->text, b->text);
}

/*
 * Judges the hosts and sorts them. Call it after the last entry. @has_expected: only hosts
 * marked as expected are expected; otherwise all hosts are.
 */
void fleet_finish(struct fleet *fleet, bool has_expected)
{
	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		struct fleet_host *host = fleet->hosts[i];

		host->expected |= !has_expected;
		sort(host->names, host->n_names, sizeof(*host->names), compare_names);
		judge_host(fleet, host);
		count_host(fleet, host, has_expected);
	}
	sort(fleet->hosts, fleet->n_hosts, sizeof(*fleet->hosts), compare_hosts);
}
