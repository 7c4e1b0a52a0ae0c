// SPDX-License-Identifier: GPL-2.0
/* Builds JSON with json-c. */
#include <stdlib.h>

#include "util/json_build.h"
#include "util/log.h"
#include "util/text.h"

/* If there was no memory for @to or @value, they are NULL: sets b->failed. */
void build_add(struct builder *b, json_object *to, const char *key, json_object *value)
{
	if (to && value && json_object_object_add(to, key, value) == 0)
		return;
	json_object_put(value);
	b->failed = true;
}

void build_append(struct builder *b, json_object *to, json_object *value)
{
	if (to && value && json_object_array_add(to, value) == 0)
		return;
	json_object_put(value);
	b->failed = true;
}

void build_number(struct builder *b, json_object *to, const char *key, uint64_t number)
{
	build_add(b, to, key, json_object_new_uint64(number));
}

void build_text(struct builder *b, json_object *to, const char *key, const char *text)
{
	build_add(b, to, key, json_object_new_string(text));
}

void build_numbers(struct builder *b, json_object *to, const char *key,
		 const uint64_t *v, unsigned int n)
{
	json_object *array = json_object_new_array();

	for (unsigned int i = 0; i < n; i++)
		build_append(b, array, json_object_new_uint64(v[i]));
	build_add(b, to, key, array);
}

void build_list(struct builder *b, json_object *to, const char *key, const struct list *list)
{
	build_numbers(b, to, key, list->v, list->n);
}

/*
 * A number of seconds. It is printed as exact text, because a double has too few digits for
 * nanoseconds since the epoch.
 */
void build_stamp(struct builder *b, json_object *to, const char *key, const struct stamp *stamp)
{
	char text[STAMP_TEXT];

	build_add(b, to, key, json_object_new_double_s(stamp->sec + stamp->nsec / 1e9,
						       stamp_text(text, stamp)));
}

/*
 * Prints @o and releases it. If a part of @o is missing, prints nothing, logs an error and
 * returns EXIT_FAILURE. Otherwise returns EXIT_SUCCESS.
 */
int build_print(struct builder *b, FILE *f, json_object *o, int flags)
{
	const char *text = b->failed ? NULL : json_object_to_json_string_ext(o, flags);

	if (text)
		fprintf(f, "%s\n", text);
	else
		log_error("no memory for the output");
	json_object_put(o);
	return text ? EXIT_SUCCESS : EXIT_FAILURE;
}
