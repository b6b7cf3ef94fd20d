/* SPDX-License-Identifier: MIT */
/*
 * list-ptr: singly linked lists through one pointer member, of any type.
 *
 * A list_ptr points at that member of an object, and what stands there is the
 * list_ptr of the next; lws_list_ptr_container() gets to the object.
 */

#include "base/base.h"

/* before the first that is not smaller; without a sort, at the head */
void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add,
		    lws_list_ptr_sort_func_t sort)
{
	while (sort && *phead && sort(*phead, (lws_list_ptr)add) < 0)
		phead = (lws_list_ptr *)*phead;

	*add = *phead;
	*phead = (lws_list_ptr)add;
}
