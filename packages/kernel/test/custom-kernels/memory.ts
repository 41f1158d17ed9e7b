import { memory, type MemoryOptions } from '@kos/kernel'

/** The memory of kos, in which a process has at most so many stacks: threads. */
export function memoryWithStacks(most: number, options: MemoryOptions = {}) {
  const base = memory(options)
  const start: typeof base.start = (kernel, needs) => {
    const instance = base.start(kernel, needs)
    const { provides } = instance
    if (provides === undefined) return instance
    return {
      ...instance,
      provides: {
        ...provides,
        createStacks(task) {
          const stacks = provides.createStacks(task)
          let left = most
          return {
            reserve(size) {
              const range = left > 0 ? stacks.reserve(size) : null
              if (range !== null) left--
              return range
            },
            release(range) {
              stacks.release(range)
              if (range.size > 0) left++
            },
          }
        },
      },
    }
  }
  return { ...base, start }
}
