import {
  any,
  boot,
  core,
  defineSolution,
  execute,
  request,
  response,
  VirtualClock,
} from '@kos/kernel'
import { connect, defineInterface, program, serve, uint32 } from '@kos/libkos'

const Scale = defineInterface('demo.Scale', {
  Weigh: { in: { parcel: uint32 }, out: { grams: uint32 } },
})

const Postman = program({ endpoints: { scale: Scale } }, async (kos) => {
  await serve(kos, 'post', { scale: { Weigh: ({ parcel }) => ({ grams: parcel * 250 }) } })
})
const Customer = program(async (kos) => {
  const scale = connect(kos, Scale, 'post', 'scale')
  const { grams } = await scale.Weigh({ parcel: 3 })
  await kos.KnSleep(60_000)
  kos.log(`${grams} g, a minute later`)
})

const solution = defineSolution({
  programs: { Postman, Customer },
  connections: { Customer: { post: 'Postman' } },
  policy: [execute(), request(any, core), request(Customer, Postman), response(Postman, Customer)],
})
await using kernel = boot(solution, {
  clock: new VirtualClock(),
  output: ({ time, text }) => console.log(time, text),
})
await kernel.run({ until: kernel.task('Customer') })
