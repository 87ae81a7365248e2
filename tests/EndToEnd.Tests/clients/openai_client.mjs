// The ordinary client of OpenAI: OPENAI_BASE_URL and OPENAI_API_KEY say where and with what.
import OpenAI from 'openai';

const [model, prompt] = process.argv.slice(2);
const client = new OpenAI({ maxRetries: 0 });
try {
  const stream = await client.chat.completions.create({ model, messages: [{ role: 'user', content: prompt }], stream: true });
  let pieces = 0;
  for await (const chunk of stream) {
    pieces++;
    process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
  }
  console.log(`\n${pieces} pieces`);
} catch (error) {
  console.log(`${error.status} ${error.constructor.name}: ${JSON.stringify(error.error ?? error.message)}`);
}
