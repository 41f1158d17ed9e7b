// Statistics of processes: documented header `coresrv/stat/stat_api.h` (topic `comp_res_util`). The
// parameters that can be asked for are in `abi/statistics-params.ts`, states in
// `abi/task-state.ts`.
//
// The signatures in C are not public. Here a list of processes and each item of it is a handle.

import { type Result, type Retcode, rcOk } from '@kos/retcode'
import { statisticsContract } from '../../abi/contracts.ts'
import { nameBuffer, readName } from '../../abi/name-buffer.ts'
import { callsOf, type Param, type Results, type Syscall } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(statisticsContract)

/** Functions that the statistics service adds to `kos`. */
export interface StatisticsApi {
  /**
   * A number about all processes together: `param` is a `GROUP_PARAM_` constant. CPU times are
   * nanoseconds since the start of the kernel, memory is in pages of 4 KiB.
   *
   * rcUnimplemented: this kernel has no performance counters (`statistics({ counters: true })`), or
   * no memory service; rcInvalidArgument: there is no such parameter.
   */
  readonly KnGroupStatGetParam: (param: number) => Result<{ readonly value: number }>
  /**
   * A number about the process of an item: `param` is a `TASK_PARAM_` constant. For a process that
   * has ended, TASK_PARAM_STATE is TaskStateTerminated, CPU times are those of its end, and it has
   * no memory, threads and handles.
   *
   * rcUnimplemented: as for KnGroupStatGetParam; rcInvalidArgument: not an item, or there is no
   * such parameter; rcHandleRevoked.
   */
  readonly KnTaskStatGetParam: (task: Handle, param: number) => Result<{ readonly value: number }>
  /**
   * A list of the processes that live now, in the order in which they were made. It does not change
   * any more. Close it with KnTaskStatCloseTaskList.
   *
   * rcQuotaExceeded: this process has 64 lists, or no handle is left; rcOutOfMemory.
   */
  readonly KnGroupStatGetTaskList: () => Result<{ readonly list: Handle }>
  /** The number of items of a list. rcInvalidArgument: not a list; rcHandleRevoked. */
  readonly KnTaskStatGetTasksCount: (list: Handle) => Result<{ readonly count: number }>
  /**
   * The item number `index` of a list, from 0. It stays readable when its process has ended and
   * when the list is closed. Close it with KnTaskStatCloseTask.
   *
   * rcResourceNotFound: the list has no such item; rcInvalidArgument: not a list; rcHandleRevoked;
   * rcQuotaExceeded: this process has 4096 items, or no handle is left; rcOutOfMemory.
   */
  readonly KnTaskStatEnumTaskList: (
    list: Handle,
    index: number,
  ) => Result<{ readonly task: Handle }>
  /**
   * The name of the process of an item. rcInvalidArgument: not an item; rcHandleRevoked;
   * rcBufferTooSmall: the name has more than 1024 UTF-16 units.
   */
  readonly KnTaskStatGetName: (task: Handle) => Result<{ readonly name: string }>
  /**
   * The id of the process of an item (PID), which no other process of this kernel ever has: its
   * security id. rcInvalidArgument: not an item; rcHandleRevoked.
   */
  readonly KnTaskStatGetId: (task: Handle) => Result<{ readonly id: number }>
  /** Closes an item. rcOk; rcInvalidArgument: not an item; rcHandleRevoked. */
  readonly KnTaskStatCloseTask: (task: Handle) => Retcode
  /** Closes a list; its items stay. rcOk; rcInvalidArgument: not a list; rcHandleRevoked. */
  readonly KnTaskStatCloseTaskList: (list: Handle) => Retcode
}

/** The program half of the statistics service. */
export const statisticsLibrary: Library<StatisticsApi> = /* @__PURE__ */ Object.freeze({
  KnGroupStatGetParam: (sys) =>
    answering(sys, calls.GetGroupParam, 'value') as StatisticsApi['KnGroupStatGetParam'],
  KnTaskStatGetParam: (sys) =>
    answering(sys, calls.GetTaskParam, 'value') as StatisticsApi['KnTaskStatGetParam'],
  KnGroupStatGetTaskList: (sys) =>
    answering(
      sys,
      calls.GetTaskList,
      'listHandle',
      'list',
    ) as StatisticsApi['KnGroupStatGetTaskList'],
  KnTaskStatGetTasksCount: (sys) =>
    answering(sys, calls.GetTasksCount, 'count') as StatisticsApi['KnTaskStatGetTasksCount'],
  KnTaskStatEnumTaskList: (sys) =>
    answering(
      sys,
      calls.EnumTaskList,
      'taskHandle',
      'task',
    ) as StatisticsApi['KnTaskStatEnumTaskList'],
  KnTaskStatGetName: (sys) => {
    const get = sys.call(calls.GetTaskName)
    const { registers } = sys
    const bytes = nameBuffer()
    return (task) => {
      const rc = get(task, bytes)
      if (rc !== rcOk) return { rc } as Result<{ readonly name: string }>
      const length = registers[calls.GetTaskName.results.nameLength] as number
      return { rc: rcOk, name: readName(bytes, length) }
    }
  },
  KnTaskStatGetId: (sys) =>
    answering(sys, calls.GetTaskId, 'id') as StatisticsApi['KnTaskStatGetId'],
  KnTaskStatCloseTask: (sys) => sys.call(calls.CloseTask) as StatisticsApi['KnTaskStatCloseTask'],
  KnTaskStatCloseTaskList: (sys) =>
    sys.call(calls.CloseTaskList) as StatisticsApi['KnTaskStatCloseTaskList'],
})

// A function that makes a system call with one result, and answers that beside the code, as `field`.
function answering<R extends Results>(
  sys: Sys,
  syscall: Syscall<readonly Param[], R>,
  result: keyof R & string,
  field: string = result,
): (...args: readonly number[]) => Result<{ readonly [name: string]: number }> {
  const call = sys.call(syscall) as (...args: readonly number[]) => number
  const register = syscall.results[result] as number
  const { registers } = sys
  return (...args) => {
    const rc = call(...args)
    return rc === rcOk
      ? { rc: rcOk, [field]: registers[register] as number }
      : ({ rc } as Result<{ readonly [name: string]: number }>)
  }
}
