import { allowAll, defineSolution, type Solution } from '@kos/kernel'
import { INFINITE_TIMEOUT, type Kos, KosInitializedMutex, program, unwrap } from '@kos/libkos'
import { boot, explore, formatFailure } from '@kos/testing'

// Two travellers want the last seat. Each writes into the journal, then takes it.
const Office = program(async (kos) => {
  const journal = KosInitializedMutex('journal')
  let seats = 1
  const book = async (own: Kos, name: string): Promise<void> => {
    if (seats === 0) return
    await own.KosMutexLock(journal)
    own.log(name, 'books')
    own.KosMutexUnlock(journal)
    seats--
    if (seats < 0) throw new Error('the seat was sold twice')
  }
  const threads = ['Anna', 'Ben'].map(
    (name) => unwrap(kos.KosThreadCreate(15, 0, book, name, 0)).tid,
  )
  for (const tid of threads) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
})
const solution = (): Solution => defineSolution({ programs: { Office }, policy: allowAll() })

// A test, in virtual time. It passes.
{
  await using sys = await boot(solution)
  await sys.run()
  console.log(sys.output)
}

// The same solution under many schedules.
const { failure } = await explore(solution)
if (failure !== null) console.log(formatFailure(failure))
