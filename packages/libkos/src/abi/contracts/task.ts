// The system calls of processes: `coresrv/entity/entity_api.h`. A task handle stands for an entity:
// what a process is made of, which outlives the process itself.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /**
   * Creates a process of the class `eiid`, which is stopped, and its handle. `name` and `path` may
   * be empty: then they are the class. `flags` are EntityFlags.
   */
  Create: {
    params: [
      ['eiid', 'str'],
      ['name', 'str'],
      ['path', 'str'],
      ['flags', 'u32'],
    ],
    results: { handle: 0 },
  },
  /**
   * Connects two processes that are stopped. `name` may be empty: then it is the server process'
   * name.
   */
  Connect: {
    params: [
      ['cl', 'handle'],
      ['sr', 'handle'],
      ['name', 'str'],
    ],
  },
  ClearArguments: { params: [['entity', 'handle']] },
  AddArgument: {
    params: [
      ['entity', 'handle'],
      ['text', 'str'],
    ],
  },
  ClearVariables: { params: [['entity', 'handle']] },
  SetVariable: {
    params: [
      ['entity', 'handle'],
      ['name', 'str'],
      ['value', 'str'],
    ],
  },
  Run: { params: [['entity', 'handle']] },
  /**
   * Waits `msec` milliseconds for the end of the process. `reason` is as `../task-state.ts` says,
   * `exitCode` counts if the process returned it.
   */
  Wait: {
    params: [
      ['entity', 'handle'],
      ['msec', 'u32'],
    ],
    results: { reason: 0, exitCode: 1 },
    blocks: true,
  },
  /** `state` and `reason` are as `../task-state.ts` says. */
  GetState: { params: [['entity', 'handle']], results: { state: 0, reason: 1, exitCode: 2 } },
  /** Has the host load an image, and waits until it has. */
  LoadImage: { params: [['path', 'str']], blocks: true },
  /** Compares how many endpoints the process has with what the caller knows of its program. */
  CheckEndpointCount: {
    params: [
      ['entity', 'handle'],
      ['count', 'u32'],
    ],
  },
  /** Compares one name of an endpoint. */
  CheckEndpoint: {
    params: [
      ['entity', 'handle'],
      ['riid', 'u32'],
      ['name', 'str'],
      ['interfaceName', 'str'],
    ],
  },
} as const

/** Processes. */
export const taskContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'tasks',
  'task.Task',
  640,
  calls,
)
