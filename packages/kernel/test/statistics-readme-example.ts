import { allowAll, createFullKernel, formatTop, VirtualClock } from '@kos/kernel'
import {
  GROUP_PARAM_CPU_IDLE,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_CPU_USER,
  program,
  TASK_PARAM_STATE,
  TASK_PARAM_TIME_TOTAL,
  TaskStateTerminated,
  unwrap,
} from '@kos/libkos'

const Worker = program(async (kos) => {
  for (;;) {
    for (let i = 0; i < 1_000; i++) kos.KnGetMSecSinceStart()
    await kos.KnSleep(1)
  }
})

const Monitor = program(async (kos) => {
  const group = (param: number) => unwrap(kos.KnGroupStatGetParam(param)).value
  const cpuTime = () =>
    group(GROUP_PARAM_CPU_KERNEL) + group(GROUP_PARAM_CPU_USER) + group(GROUP_PARAM_CPU_IDLE)
  const { list } = unwrap(kos.KnGroupStatGetTaskList())
  const { count } = unwrap(kos.KnTaskStatGetTasksCount(list))
  for (let index = 0; index < count; index++) {
    const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, index))
    const { name } = unwrap(kos.KnTaskStatGetName(task))
    const param = (param: number) => unwrap(kos.KnTaskStatGetParam(task, param)).value
    const [own, all] = [param(TASK_PARAM_TIME_TOTAL), cpuTime()]
    await kos.KnSleep(1_000)
    const load = (param(TASK_PARAM_TIME_TOTAL) - own) / (cpuTime() - all)
    if (param(TASK_PARAM_STATE) !== TaskStateTerminated)
      kos.log(`${name}: ${(load * 100).toFixed(1)} %`)
    kos.KnTaskStatCloseTask(task)
  }
  kos.KnTaskStatCloseTaskList(list)
})

const kernel = createFullKernel({
  security: allowAll(),
  clock: new VirtualClock(),
  output: ({ text }) => console.log(text),
})
const before = kernel.statistics()
kernel.spawn(Worker, { name: 'Worker' })
await kernel.run({ until: kernel.spawn(Monitor, { name: 'Monitor' }) })
console.log(formatTop(before, kernel.statistics()))
await kernel[Symbol.asyncDispose]()
