// The program of the class hello.Client: says two names, of which the policy denies one.
import { connect, formatRetcode, program } from '@kos/libkos'
import { Greeter } from './generated/hello/Greeter.idl.ts'

export default program(async (kos) => {
  const greeter = connect(kos, Greeter, 'server', 'greeter')
  for (const name of ['world', '']) {
    const { rc, text } = await greeter.Greet({ name })
    kos.log(text ?? formatRetcode(rc))
  }
})
