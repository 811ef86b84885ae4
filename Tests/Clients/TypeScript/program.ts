import { openAsBlob } from "node:fs";
import createClient from "openapi-fetch";
import type { paths } from "./reels.js";

// Arguments: the address of the server, and a JPEG to post.
const [address, picture] = process.argv.slice(2) as [string, string];
const reels = createClient<paths>({ baseUrl: address });

/** Returns the data of a successful answer. */
function expect<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

// Sign up.
const account = { username: "typescript", password: "correct horse" };
const tokens = expect(await reels.POST("/api/auth/register", { body: account }));
reels.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
  },
});

// Upload a picture and post it. The key makes it safe to send the post again.
const file = await openAsBlob(picture, { type: "image/jpeg" });
const media = expect(
  await reels.POST("/api/media/upload", {
    params: { query: { kind: "reel" } },
    body: { file },
    bodySerializer() {
      const form = new FormData();
      form.append("file", file, "photo.jpg");
      return form;
    },
  }),
);
const posted = expect(
  await reels.POST("/api/reels", {
    params: { header: { "Idempotency-Key": "hello" } },
    body: { mediaUrl: media.url, caption: "Hello" },
  }),
);

// Like it, comment on it, and read the feed.
expect(await reels.POST("/api/likes/{reelId}", { params: { path: { reelId: posted.id } } }));
expect(await reels.POST("/api/comments", { body: { reelId: posted.id, text: "First" } }));
const feed = expect(await reels.GET("/api/reels/feed", { params: { query: { limit: 10 } } }));
const [reel] = feed.items;
console.log(
  `${reel?.author.username}: ${reel?.caption}, ${reel?.media.contentType}, ${reel?.likes} like, ` +
    `${reel?.latestComments[0]?.text}, next ${feed.nextCursor ?? "none"}`,
);

// Read the bytes.
const bytes = expect(await reels.GET("/api/media/{key}", { params: { path: { key: media.key } }, parseAs: "blob" }));
console.log(bytes.size === media.size ? "all bytes" : `${bytes.size} of ${media.size} bytes`);

// Failures are problems with a code.
const missing = await reels.GET("/api/reels/{reelId}", { params: { path: { reelId: "missing" } } });
console.log(`${missing.response.status} ${missing.error?.code}`);
const refused = await reels.POST("/api/auth/register", { body: { username: "other", password: "short" } });
console.log(`${refused.response.status} ${refused.error?.code}: ${Object.keys(refused.error?.errors ?? {})}`);
