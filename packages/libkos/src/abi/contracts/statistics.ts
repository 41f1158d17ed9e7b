// The system calls of statistics: `coresrv/stat/stat_api.h`. A list of processes is a snapshot, and
// an item of it stands for one process; both are handles. Values are as
// `../statistics-params.ts` says.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  GetGroupParam: { params: [['param', 'u32']], results: { value: 0 } },
  GetTaskParam: {
    params: [
      ['task', 'handle'],
      ['param', 'u32'],
    ],
    results: { value: 0 },
  },
  GetTaskList: { params: [], results: { listHandle: 0 } },
  GetTasksCount: { params: [['list', 'handle']], results: { count: 0 } },
  /** `index` from 0, in the order in which the processes were made. */
  EnumTaskList: {
    params: [
      ['list', 'handle'],
      ['index', 'u32'],
    ],
    results: { taskHandle: 0 },
  },
  /** `name` takes a name, as `../name-buffer.ts` says. */
  GetTaskName: {
    params: [
      ['task', 'handle'],
      ['name', 'out'],
    ],
    results: { nameLength: 0 },
  },
  GetTaskId: { params: [['task', 'handle']], results: { id: 0 } },
  CloseTask: { params: [['task', 'handle']], releases: true },
  CloseTaskList: { params: [['list', 'handle']], releases: true },
} as const

/** CPU time, memory and other numbers of processes. */
export const statisticsContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'statistics',
  'profiler.Profiler',
  704,
  calls,
)
