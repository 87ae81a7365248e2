// A LangGraph agent with a tool on a database and one on an internal API. Nothing in it knows of a gateway: addresses and keys come from the environment.
import { ChatOpenAI } from '@langchain/openai';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { tool } from '@langchain/core/tools';
import pg from 'pg';
import { z } from 'zod';

const customerOf = tool(
  async ({ order }) => {
    const client = new pg.Client({ ssl: { rejectUnauthorized: false } });
    await client.connect();
    const { rows } = await client.query('select name, email from customers where id = $1', [order]);
    await client.end();
    return JSON.stringify(rows);
  },
  { name: 'customer_of', description: 'Who ordered', schema: z.object({ order: z.number() }) },
);

const refund = tool(
  async ({ order }) => {
    const answer = await fetch(process.env.REFUNDS_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.OPENAI_API_KEY}`, traceparent: process.env.TRACEPARENT ?? '' },
      body: JSON.stringify({ order, amount: 40 }),
    });
    return `${answer.status} ${await answer.text()}`;
  },
  { name: 'refund', description: 'Gives the money back', schema: z.object({ order: z.number() }) },
);

const agent = createReactAgent({ llm: new ChatOpenAI({ model: process.argv[2] ?? 'known', maxRetries: 0 }), tools: [customerOf, refund] });
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: process.argv[3] ?? 'Refund order 1.' }] });

console.log(messages.at(-1).content);
