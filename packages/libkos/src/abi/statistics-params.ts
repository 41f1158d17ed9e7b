// What statistics can be asked for: of all processes together (GROUP_PARAM) and of one
// (TASK_PARAM).
//
// The names of times, memory and state are documented (topic `comp_res_util`), in this order. The
// data below them is documented without names, so those are ours, and so are all numbers. Memory is
// counted in pages of 4 KiB, CPU time in nanoseconds since the start of the kernel.

/** CPU time in the kernel. */
export const GROUP_PARAM_CPU_KERNEL = 0
/** CPU time in code of processes. */
export const GROUP_PARAM_CPU_USER = 1
/** Time in which nothing ran. */
export const GROUP_PARAM_CPU_IDLE = 2
/** All memory of the machine, in pages. */
export const GROUP_PARAM_MEM_TOTAL = 3
/** Memory that no process is charged for, in pages. */
export const GROUP_PARAM_MEM_FREE = 4
/** Number of processes that have not ended. */
export const GROUP_PARAM_TASKS = 5
/** Number of their threads. */
export const GROUP_PARAM_THREADS = 6

/** CPU time of a process, in its code and in the kernel for it. */
export const TASK_PARAM_TIME_TOTAL = 0
/** CPU time of a process in its code. */
export const TASK_PARAM_TIME_USER = 1
/** Memory that a process is charged for, in pages; buffers that others made are not in it. */
export const TASK_PARAM_MEM_PHY = 2
/** The `TaskState` of a process. */
export const TASK_PARAM_STATE = 3
/** Number of threads of a process. */
export const TASK_PARAM_THREADS = 4
/** The id of the process that created it (PPID); 0 for the kernel. */
export const TASK_PARAM_PPID = 5
/** Priority of a process: the highest that a thread of it has of its own. */
export const TASK_PARAM_PRIORITY = 6
/** Number of handles that a process owns. */
export const TASK_PARAM_HANDLES = 7
/** Virtual memory that a process has allocated, in pages. */
export const TASK_PARAM_MEM_VIRT = 8
