// The program of the class hello.Hello.
import { program } from '@kos/libkos'

export default program((kos) => {
  kos.log('Hello, world!')
})
