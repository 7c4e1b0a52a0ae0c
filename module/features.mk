# SPDX-License-Identifier: GPL-2.0
# Distributions backport, so the kernel's version does not tell which of these its headers
# have, and the preprocessor can ask for neither an enumerator nor a member of a struct.
# $(call has,HEADER,WORD): -DKMC_HAS_WORD where a line of include/linux/HEADER has WORD
has = $(if $(wildcard $(srctree)/include/linux/$(1)),$(shell grep -qw '$(2)' \
	$(srctree)/include/linux/$(1) && echo -DKMC_HAS_$(2)),$(error \
	kmcontig: the kernel's headers have no $(srctree)/include/linux/$(1)))
ccflags-y += $(call has,sched/isolation.h,HK_TYPE_DOMAIN)
ccflags-y += $(call has,workqueue.h,WQ_PERCPU)
ccflags-y += $(call has,mmzone.h,nr_free_highatomic)
