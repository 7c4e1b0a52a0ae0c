/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds JSON with json-c. An object that could not be allocated is NULL. If a caller adds
 * NULL, or adds something to NULL, the builder remembers the failure. So callers check
 * only the builder, at the end.
 */
#ifndef KMCONTIG_UTIL_JSON_BUILD_H
#define KMCONTIG_UTIL_JSON_BUILD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

#include "util/parse.h"

struct builder {
	bool failed;		/* there was no memory for a part */
};

/* Adds @value to @to, which owns it afterwards. If this fails, releases @value. */
void build_add(struct builder *b, json_object *to, const char *key, json_object *value);
void build_append(struct builder *b, json_object *to, json_object *value);

void build_number(struct builder *b, json_object *to, const char *key, uint64_t number);
void build_text(struct builder *b, json_object *to, const char *key, const char *text);
void build_numbers(struct builder *b, json_object *to, const char *key,
		 const uint64_t *v, unsigned int n);
void build_list(struct builder *b, json_object *to, const char *key, const struct list *list);
void build_stamp(struct builder *b, json_object *to, const char *key, const struct stamp *stamp);

int build_print(struct builder *b, FILE *f, json_object *o, int flags);

#endif
