/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kmcontig

#if !defined(KMCONTIG_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KMCONTIG_TRACE_H

#include <linux/tracepoint.h>

#include "policy.h"

TRACE_DEFINE_ENUM(KMC_NOWAIT);
TRACE_DEFINE_ENUM(KMC_NORETRY);
TRACE_DEFINE_ENUM(KMC_RETRY_MAYFAIL);

/*
 * One allocation attempt. @contiguous is 1, 0, or -1 if there was nothing to verify or
 * the page frames could not be read.
 */
TRACE_EVENT(kmcontig_probe,
	TP_PROTO(int node, unsigned long size, enum kmc_effort effort, bool ok,
		 u64 latency_ns, int contiguous),
	TP_ARGS(node, size, effort, ok, latency_ns, contiguous),
	TP_STRUCT__entry(
		__field(int, node)
		__field(unsigned long, size)
		__field(int, effort)
		__field(bool, ok)
		__field(u64, latency_ns)
		__field(int, contiguous)
	),
	TP_fast_assign(
		__entry->node = node;
		__entry->size = size;
		__entry->effort = effort;
		__entry->ok = ok;
		__entry->latency_ns = latency_ns;
		__entry->contiguous = contiguous;
	),
	TP_printk("node=%d size=%lu effort=%s ok=%d latency_ns=%llu contiguous=%d",
		  __entry->node, __entry->size,
		  __print_symbolic(__entry->effort,
				   { KMC_NOWAIT,	"nowait" },
				   { KMC_NORETRY,	"noretry" },
				   { KMC_RETRY_MAYFAIL,	"retry_mayfail" }),
		  __entry->ok, __entry->latency_ns, __entry->contiguous)
);

#endif /* KMCONTIG_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
