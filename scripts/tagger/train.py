"""Trains the network that tags the pieces of a prompt, and writes weights/tagger.bin, which src/infer/tagger.ts carries out. README.md
beside it tells how. What the tags, edits, types and kinds are called is written here and nowhere else."""

import argparse
import json
import math
import random
import re
import struct
import sys
import zlib
from collections import Counter

import numpy as np
import torch
from torch import nn

ROLES = ["-"] + [role + str(depth) for role in "FSMLO" for depth in range(3)] + ["E0"]
TAGS = ["O"] + [mark + role for role in ROLES[1:] for mark in "BI"]
EDITS = (
    ["", "is_", "has_", "_count", "_at", "_by", "_date", "_name", "_id", "_status", "_time", "_number", "_amount", "_url"]
    + ["total_", "_text", "_flag", "_total", "_type", "_percent", "_address", "was_", "are_", "+name", "swap", "-s", "+s"]
)
TYPES = ["", "open", "string", "number", "integer", "boolean", "date", "datetime", "when", "id", "enum"]
KINDS = ["fields", "ack", "empty", "star", "none"]
RULE_KINDS = {"fields": 0, "none": 0, "ack": 1}
HIDDEN = 2
SUFFIXES, SUFFIX, SHAPES, SHAPE, RULE_TAG, RULE_KIND, FLAGS = 512, 8, 10, 6, 12, 4, 8
HEADS, FARTHEST = 4, 16
# A layer looks at the pieces so far before and after; 0 looks at all.
LAYERS = [1, 2, 0, 1, 3, 0, 1]
MOST_WORDS = 4
LONGEST = 600


def index(names):
    return {name: i for i, name in enumerate(names)}


TAG_AT, EDIT_AT, TYPE_AT, ROLE_AT = index(TAGS), index(EDITS), index(TYPES), index(ROLES)


# ---- What is seen of a piece: the same as in tagger.ts ----


def parts_of(text):
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    return [word for word in re.split(r"[^\w]+|_", text.lower()) if word]


def shape_of(text):
    if text == "\n":
        return 1
    if text.startswith("http") or "@" in text[1:]:
        return 9
    if not re.search(r"\w", text):
        return 0
    if re.fullmatch(r"[\d.,]+", text):
        return 6
    if "_" in text:
        return 7
    if re.search(r"[a-z][A-Z]", text):
        return 8
    if re.search(r"\d", text):
        return 5
    if text.isupper() and len(text) > 1:
        return 4
    return 3 if text[0].isupper() else 2


def suffix_of(word):
    value = 2166136261
    for letter in word[-3:]:
        value = ((value ^ ord(letter)) * 16777619) & 0xFFFFFFFF
    return value % SUFFIXES


def without_digits(word):
    return re.sub(r"\d", "0", word)


def seen_in(pieces, at):
    seen = []
    depth, quote, begins_line, begins_sentence, bullet = 0, None, True, True, False
    for i, text in enumerate(pieces):
        if text == "\n":
            begins_line, bullet = True, False
        if text in ")]}":
            depth = max(0, depth - 1)
        apart = i > 0 and at[i][0] > at[i - 1][1]
        flags = [quote is not None, depth == 1, depth > 1, bullet, begins_line, begins_sentence, apart, True]
        if text in '`"':
            quote = None if quote == text else (quote or text)
        if text != "\n":
            if begins_line and (text in "-*•–" or re.fullmatch(r"\d{1,2}", text)):
                bullet = True
            begins_line = False
        begins_sentence = text in ".?!\n" or (begins_sentence and not re.search(r"\w", text))
        if text in "([{":
            depth += 1
        words = [without_digits(word) for word in parts_of(text) or [text]]
        seen.append((words, suffix_of(words[-1]), shape_of(text), flags))
    return seen


# ---- The prompts ----


def load_prompts(path):
    """What prepare.mjs wrote. Tags are learned where every field of the answer stands in the prompt, kinds always."""
    prompts = json.load(open(path))
    for prompt in prompts:
        prompt["seen"] = seen_in(prompt["pieces"], prompt["at"])
        prompt["taught"] = prompt["whole"] if prompt["kind"] == "fields" else prompt["kind"] in ("ack", "empty")
    return [prompt for prompt in prompts if 0 < len(prompt["pieces"]) < LONGEST]


def known_vectors(files):
    words, vectors = files.split(",")
    return json.load(open(words)), np.fromfile(vectors, dtype=np.float32).reshape(-1, 100)


def vocabulary(prompts, vectors, most, size):
    """Words that stand twice in the prompts or have a vector, and the `most` commonest of those; row 0 fills up, row 1 is any other."""
    names, all_vectors = vectors or ([], np.zeros((0, 100), dtype=np.float32))
    place = index(names)
    counts = Counter(word for prompt in prompts for words, *_ in prompt["seen"] for word in words)
    rows = {"<pad>": 0, "<unk>": 1}
    for word in [word for word, n in counts.items() if n > 1 or word in place] + names[:most]:
        if word not in rows:
            rows[word] = len(rows)
    table = np.random.randn(len(rows), size).astype(np.float32) * 0.3
    if names:
        common = all_vectors[:20000]
        mean = common.mean(0)
        axes = np.linalg.svd(common - mean, full_matrices=False)[2][:size].T
        flat = (all_vectors - mean) @ axes
        flat *= 0.5 / flat[:20000].std()
        for word, row in rows.items():
            if word in place:
                table[row] = flat[place[word]]
    table[0] = 0
    return rows, torch.tensor(table)


def arrays_of(prompt, rows):
    if prompt.get("of") is rows:
        return prompt["arrays"]
    n = len(prompt["seen"])
    words, shares = np.zeros((n, MOST_WORDS), dtype=np.int64), np.zeros((n, MOST_WORDS), dtype=np.float32)
    for i, (all_words, *_) in enumerate(prompt["seen"]):
        for j, word in enumerate(all_words[:MOST_WORDS]):
            words[i, j], shares[i, j] = rows.get(word, 1), 1 / len(all_words[:MOST_WORDS])
    begins = [tag[0] == "B" for tag in prompt["tags"]]
    answer = lambda values: np.array(values) if prompt["taught"] else np.full(n, -1)
    prompt["of"] = rows
    prompt["arrays"] = {
        "words": words,
        "shares": shares,
        "suffix": np.array([suffix for _, suffix, _, _ in prompt["seen"]]),
        "shape": np.array([shape for _, _, shape, _ in prompt["seen"]]),
        "flags": np.array([flags for *_, flags in prompt["seen"]], dtype=np.float32),
        "rule_tags": np.array([TAG_AT[tag] for tag in prompt["first"]["tags"]]),
        "tags": answer([TAG_AT[tag] for tag in prompt["tags"]]),
        "edits": answer([EDIT_AT.get(e, 0) if b else -1 for b, e in zip(begins, prompt["edits"])]),
        "types": answer([TYPE_AT.get(t, 0) if b and t else -1 for b, t in zip(begins, prompt["types"])]),
    }
    return prompt["arrays"]


def batch_of(prompts, rows, hidden=0.0, unknown=0.0):
    """`hidden`: how often what the rules read is hidden. `unknown`: how often a word is."""
    n = max(len(prompt["seen"]) for prompt in prompts)
    fill = lambda name: {"tags": -1, "edits": -1, "types": -1}.get(name, 0)
    batch = {}
    arrays = [arrays_of(prompt, rows) for prompt in prompts]
    for name in arrays[0]:
        padded = [
            np.pad(each[name], [(0, n - len(each[name]))] + [(0, 0)] * (each[name].ndim - 1), constant_values=fill(name))
            for each in arrays
        ]
        batch[name] = np.stack(padded)
    kinds = [RULE_KINDS[prompt["first"]["kind"]] for prompt in prompts]
    for i in range(len(prompts)):
        if random.random() < hidden:
            batch["rule_tags"][i] = 0
            kinds[i] = HIDDEN
    if unknown:
        batch["words"] = np.where((batch["words"] > 1) & (np.random.rand(*batch["words"].shape) < unknown), 1, batch["words"])
    batch["rule_kind"] = np.array(kinds)
    batch["kinds"] = np.array([KINDS.index(prompt["kind"]) for prompt in prompts])
    batch["there"] = batch["flags"][:, :, -1].copy()
    return {name: torch.from_numpy(values) for name, values in batch.items()}


# ---- The network ----


class Convolve(nn.Module):
    def __init__(self, width, reach, drop):
        super().__init__()
        self.ln = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, 2 * width, 3, padding=reach, dilation=reach)
        self.drop = nn.Dropout(drop)

    def forward(self, x, there):
        change, gate = self.conv((self.ln(x) * there).transpose(1, 2)).transpose(1, 2).chunk(2, -1)
        return x + self.drop(change * torch.sigmoid(gate)) * there


class Attend(nn.Module):
    def __init__(self, width, drop):
        super().__init__()
        self.ln = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.drop = nn.Dropout(drop)
        self.dist = nn.Embedding(2 * FARTHEST + 1, HEADS)

    def forward(self, x, there):
        b, n, width = x.shape
        q, k, v = self.qkv(self.ln(x)).view(b, n, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        place = torch.arange(n)
        far = place[None] - place[:, None]
        steps = torch.sign(far) * (7 + torch.log2(far.abs().clamp(min=1).float() / 8 + 1).ceil().long())
        row = torch.where(far.abs() < 8, far, steps).clamp(-FARTHEST, FARTHEST) + FARTHEST
        score = q @ k.transpose(-1, -2) / math.sqrt(width // HEADS) + self.dist(row).permute(2, 0, 1)
        score = score + (1 - there.squeeze(-1))[:, None, None, :] * -1e4
        taken = (torch.softmax(score, -1) @ v).transpose(1, 2).reshape(b, n, width)
        return x + self.drop(self.o(taken)) * there


class Net(nn.Module):
    def __init__(self, table, width, drop=0.25):
        super().__init__()
        self.emb = nn.Embedding.from_pretrained(table, freeze=False)
        self.suf = nn.Embedding(SUFFIXES, SUFFIX)
        self.shape = nn.Embedding(SHAPES, SHAPE)
        self.rt = nn.Embedding(len(TAGS), RULE_TAG)
        self.rk = nn.Embedding(3, RULE_KIND)
        self.prefix = nn.Linear(table.shape[1] + SUFFIX + SHAPE + FLAGS + RULE_TAG + RULE_KIND, width)
        self.drop = nn.Dropout(drop)
        self.blocks = nn.ModuleList([Convolve(width, reach, drop) if reach else Attend(width, drop) for reach in LAYERS])
        self.ln = nn.LayerNorm(width)
        self.tag = nn.Linear(width, len(TAGS))
        self.edit = nn.Linear(width, len(EDITS))
        self.typ = nn.Linear(width, len(TYPES))
        self.kind = nn.Linear(2 * width, len(KINDS))

    def forward(self, batch):
        there = batch["there"].unsqueeze(-1)
        words = (self.emb(batch["words"]) * batch["shares"].unsqueeze(-1)).sum(2)
        kind = self.rk(batch["rule_kind"]).unsqueeze(1).expand(-1, words.shape[1], -1)
        seen = [words, self.suf(batch["suffix"]), self.shape(batch["shape"]), batch["flags"], self.rt(batch["rule_tags"]), kind]
        x = self.prefix(self.drop(torch.cat(seen, -1))) * there
        for block in self.blocks:
            x = block(x, there)
        y = self.drop(self.ln(x))
        most, mean = (y - (1 - there) * 1e4).max(1)[0], (y * there).sum(1) / there.sum(1)
        return self.tag(y), self.edit(y), self.typ(y), self.kind(torch.cat([most, mean], -1))


def begun(prompts, args):
    """A network that has learned nothing yet."""
    vectors = known_vectors(args.vectors) if args.vectors else None
    rows, table = vocabulary(prompts, vectors, args.words, args.embedding)
    return Net(table, args.width, args.drop), rows, 0.5 * follows_in(prompts)


def with_words_of(prompts, state, rows, vectors):
    """A network that was saved, with rows for words of these prompts that it does not know: where their known vectors would lie among its own."""
    names, all_vectors = vectors or ([], np.zeros((0, 100), dtype=np.float32))
    place = index(names)
    counts = Counter(word for prompt in prompts for words, *_ in prompt["seen"] for word in words)
    new = [word for word, n in counts.items() if word not in rows and (n > 2 or word in place)]
    table = state["emb.weight"].numpy()
    known = [word for word in rows if word in place]
    lying = lambda words: np.concatenate([all_vectors[[place[word] for word in words]], np.ones((len(words), 1))], 1)
    to_own = np.linalg.lstsq(lying(known), table[[rows[word] for word in known]], rcond=None)[0] if known else None
    added = [lying([word])[0] @ to_own if word in place else np.random.randn(table.shape[1]) * 0.2 for word in new]
    if added:
        table = np.concatenate([table, np.array(added)]).astype(np.float32)
    return {**state, "emb.weight": torch.tensor(table)}, {**rows, **{word: len(rows) + i for i, word in enumerate(new)}}


def mean_with(asked, state, follows):
    """OTHER,SHARE: the mean of a network's weights and those of another that was learned on from it, which has this share."""
    path, share = asked.split(",")
    other, _, other_follows = torch.load(path)
    part = float(share)
    mean = {name: (1 - part) * value + part * other[name] if value.is_floating_point() else value for name, value in state.items()}
    return mean, (1 - part) * follows + part * other_follows


def train(net, rows, follows, prompts, tests, args):
    follows = nn.Parameter(torch.tensor(follows, dtype=torch.float32))
    optimizer = torch.optim.AdamW([*net.parameters(), follows], lr=args.rate, weight_decay=1e-4)
    steps = args.epochs * math.ceil(len(prompts) / args.batch) + 10
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.rate, total_steps=steps, pct_start=0.1)
    for epoch in range(args.epochs):
        net.train()
        total = 0
        for some in batches(prompts, args.batch):
            loss = loss_of(net, follows, batch_of(some, rows, args.hidden, 0.04))
            if torch.isnan(loss):
                continue
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        if epoch % 6 == 5 or epoch == args.epochs - 1:
            print(f"epoch {epoch + 1}: loss {total / math.ceil(len(prompts) / args.batch):.3f}", flush=True)
            if tests:
                print(measure(net, rows, tests, follows.detach().double().numpy()), flush=True)
    return follows.detach().double().numpy()


def batches(prompts, size):
    """Prompts of about the same length together."""
    ordered = sorted(prompts, key=lambda prompt: len(prompt["seen"]) + random.random() * 20)
    all_batches = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    random.shuffle(all_batches)
    return all_batches


def loss_of(net, follows, batch):
    tags, edits, types, kinds = net(batch)
    cross_entropy = nn.CrossEntropyLoss(ignore_index=-1)
    loss = 0.3 * cross_entropy(kinds, batch["kinds"])
    taught = batch["tags"][:, 0] >= 0
    if taught.any():
        loss = loss + chain_loss(tags[taught], batch["tags"][taught], batch["there"][taught], follows)
    for weight, given, wanted in ((0.3, tags, batch["tags"]), (0.4, edits, batch["edits"]), (0.8, types, batch["types"])):
        if (wanted >= 0).any():
            loss = loss + weight * cross_entropy(given.flatten(0, 1), wanted.flatten())
    return loss


def chain_loss(given, wanted, there, follows):
    """How unlikely the wanted tags are as a whole, a piece: each against all others that hang together, as `best_path` chains them."""
    count, length, _ = given.shape
    roles = len(ROLES)
    begins, goes_on = torch.arange(roles) * 2 - 1, torch.arange(roles) * 2
    begins[0] = 0
    no_key = torch.zeros(roles)
    no_key[0] = NEVER
    after, within = torch.full((count, roles), NEVER), torch.full((count, roles), NEVER)
    after[:, 0] = 0
    for at in range(length):
        best = torch.logaddexp(after, within)
        begun = torch.logsumexp(best[:, :, None] + follows[None], 1) + given[:, at, begins] + no_key
        gone = within + given[:, at, goes_on] + no_key
        is_there = there[:, at : at + 1] > 0
        after = torch.where(is_there, best + given[:, at, :1], after)
        within = torch.where(is_there, torch.logaddexp(begun, gone), within)
    every = torch.logsumexp(torch.cat([after, within], -1), -1)
    tags = wanted.clamp(min=0)
    is_begun = (tags % 2 == 1) & (there > 0)
    role = (tags + 1) // 2
    places = torch.where(is_begun, torch.arange(length).expand(count, length), torch.tensor(-1))
    before = torch.cat([torch.full((count, 1), -1), torch.cummax(places, 1)[0][:, :-1]], 1)
    last = torch.where(before >= 0, role.gather(1, before.clamp(min=0)), torch.tensor(0))
    path = (given.gather(2, tags.unsqueeze(-1)).squeeze(-1) * there + follows[last, role] * is_begun).sum(1)
    return (every - path).sum() / there.sum()


NEVER = -1e4


# ---- How good it is ----


def follows_in(prompts):
    """How much likelier than by itself a role is after another, as logarithms: where the learning of it begins."""
    counts = np.zeros((len(ROLES), len(ROLES)))
    for prompt in prompts:
        if not (prompt["taught"] and prompt["kind"] == "fields"):
            continue
        last = 0
        for tag in prompt["tags"]:
            if tag[0] == "B":
                counts[last, ROLE_AT[tag[1:]]] += 1
                last = ROLE_AT[tag[1:]]
    alone = (counts.sum(0) + 1) / (counts.sum() + len(ROLES))
    after = (counts + 5 * alone) / (counts.sum(1, keepdims=True) + 5)
    return np.log(after) - np.log(alone)


def best_path(tagged, follows):
    """The likeliest tags, as `bestPath` in tagger.ts finds them."""
    never = -1e9
    n = len(ROLES)
    begins, goes_on = np.arange(n) * 2 - 1, np.arange(n) * 2
    after, within, back = np.full(n, never), np.full(n, never), []
    after[0] = 0
    for each in tagged:
        best, is_within = np.maximum(after, within), within > after
        chained = best[:, None] + follows
        source = chained.argmax(0)
        begun, gone = chained[source, np.arange(n)] + each[begins], within + each[goes_on]
        begun[0] = gone[0] = never
        back.append((is_within, source, gone > begun))
        after, within = best + each[0], np.maximum(begun, gone)
    _, inside, role = max([(after[r], False, r) for r in range(n)] + [(within[r], True, r) for r in range(n)])
    path = []
    for is_within, source, goes in reversed(back):
        if not inside:
            path.append("O")
            inside = is_within[role]
        elif goes[role]:
            path.append(TAGS[goes_on[role]])
        else:
            path.append(TAGS[begins[role]])
            role = source[role]
            inside = is_within[role]
    return path[::-1]


def measure(net, rows, tests, follows):
    net.eval()
    fields = right = by_rules = kinds = 0
    for prompt in tests:
        with torch.no_grad():
            tags, _, _, kind = net(batch_of([prompt], rows))
        kinds += KINDS[int(kind[0].argmax())] == prompt["kind"]
        if prompt["taught"] and prompt["kind"] == "fields":
            fields += 1
            by_rules += prompt["first"]["tags"] == prompt["tags"]
            right += best_path(torch.log_softmax(tags[0], -1).numpy(), follows) == prompt["tags"]
    return f"of {fields} prompts all tags right: {right}, by rules {by_rules}; of {len(tests)} the kind: {kinds}"


# ---- How it is written ----


def coarse(matrix, step):
    """A matrix as small whole numbers, and the scale of each row as a byte: 2 to the power of an eighth of it, less 24. `step`: parts of the
    row's deviation; 0: as fine as a byte can."""
    most = np.abs(matrix).max(1)
    finest = np.maximum(most / 127, 2.0**-23)
    wanted = np.maximum(step * np.sqrt((matrix**2).mean(1)), finest)
    codes = np.minimum(255, np.maximum(np.round(np.log2(wanted) * 8), np.ceil(np.log2(finest) * 8)) + 24 * 8)
    scales = 2.0 ** (codes / 8 - 24)
    return np.clip(np.round(matrix / scales[:, None]), -127, 127).astype(np.int8), codes.astype(np.uint8), scales


def parameters(net, rows):
    """Names of parameters, in the order in which tagger.ts reads them, each with the view of it as rows."""
    words = sorted(word for word in rows if rows[word] > 1)
    order = [1] + [rows[word] for word in words]
    row = lambda name: (name, lambda x: x[None], lambda x: x[0])
    same = lambda name: (name, lambda x: x, lambda x: x)
    linear = lambda name: [same(name + ".weight"), row(name + ".bias")]
    norm = lambda name: [row(name + ".weight"), row(name + ".bias")]
    width = net.ln.weight.shape[0]
    taps = lambda x: x.transpose(0, 2, 1).reshape(2 * width, 3 * width)
    untapped = lambda x: x.reshape(2 * width, 3, width).transpose(0, 2, 1)

    def ordered_back(x):
        table = np.zeros((len(rows), x.shape[1]))
        table[order] = x
        return table

    listed = [("emb.weight", lambda x: x[order], ordered_back), same("suf.weight"), same("shape.weight")]
    shown = lambda x: np.concatenate([x, np.zeros((1, x.shape[1]))])
    listed += [same("rt.weight"), ("rk.weight", lambda x: x[:HIDDEN], shown), *linear("prefix")]
    for i, reach in enumerate(LAYERS):
        name = f"blocks.{i}."
        listed += norm(name + "ln")
        if reach:
            listed += [(name + "conv.weight", taps, untapped), row(name + "conv.bias")]
        else:
            listed += [*linear(name + "qkv"), *linear(name + "o"), same(name + "dist.weight")]
    listed += [*norm("ln"), *linear("tag"), *linear("edit"), *linear("typ"), *linear("kind")]
    return words, listed


LARGE = 8192


def written(net, rows, args):
    """The words, and the values and scales of all parameters; the network takes on what is left of them."""
    words, listed = parameters(net, rows)
    state = net.state_dict()
    all_values, all_codes = [], []
    for name, as_rows, back in listed:
        matrix = as_rows(state[name].numpy().astype(np.float64))
        step = args.word_step if name == "emb.weight" else args.step if matrix.size > LARGE else 0
        values, codes, scales = coarse(matrix, step)
        all_values.append(values.tobytes())
        all_codes.append(codes.tobytes())
        state[name] = torch.tensor(back(values * scales[:, None]).astype(np.float32))
    net.load_state_dict(state)
    return words, b"".join(all_values), b"".join(all_codes)


def packed(data, strategy=zlib.Z_DEFAULT_STRATEGY):
    """A part of the file: how many bytes follow, and what they unpack to."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
    bytes_ = deflate.compress(data) + deflate.flush()
    return struct.pack("<I", len(bytes_)) + bytes_


def export(net, rows, follows, args):
    """Four parts: what the network is called and how large it is, the words it knows, its numbers, and what each row's are times."""
    words, values, codes = written(net, rows, args)
    header = {
        "format": 1,
        "width": args.width,
        "word": args.embedding,
        "suffix": SUFFIX,
        "suffixes": SUFFIXES,
        "shape": SHAPE,
        "ruleTag": RULE_TAG,
        "ruleKind": RULE_KIND,
        "heads": HEADS,
        "layers": LAYERS,
        "tags": TAGS,
        "edits": EDITS,
        "types": TYPES,
        "kinds": KINDS,
        # How much likelier a role is after another: hundredths of a logarithm, a row for each role before.
        "follows": [[round(100 * value) for value in row] for row in follows],
    }
    parts = [
        packed(json.dumps(header, separators=(",", ":")).encode()),
        packed(" ".join(words).encode()),
        packed(values, zlib.Z_HUFFMAN_ONLY),
        packed(codes, zlib.Z_HUFFMAN_ONLY),
    ]
    with open(args.export, "wb") as file:
        file.write(b"".join(parts))
    sizes = ", ".join(f"{len(part) // 1000}" for part in parts)
    print(f"{args.export}: {sum(map(len, parts)) // 1000} kB ({sizes}), {len(words)} words, {len(values)} numbers")
    return np.array(header["follows"]) / 100


MOST_RECORDED = 32


def record(net, rows, prompts, follows, path):
    """What the network as it is written says of some prompts, for test/infer/tagger.test.ts."""
    net.eval()
    recorded = []
    short = [prompt for prompt in prompts if len(prompt["pieces"]) <= 120]
    for prompt in short[:: max(1, len(short) // MOST_RECORDED)][:MOST_RECORDED]:
        with torch.no_grad():
            tags, edits, types, kind = net(batch_of([prompt], rows))
        begun = best_path(torch.log_softmax(tags[0], -1).double().numpy(), follows)
        at = [i for i, tag in enumerate(begun) if tag[0] == "B"]
        recorded.append(
            {
                "pieces": prompt["pieces"],
                "at": prompt["at"],
                "first": prompt["first"],
                "tags": begun,
                "edits": [EDITS[int(edits[0, i].argmax())] for i in at],
                "types": [TYPES[int(types[0, i].argmax())] for i in at],
                "kinds": [round(float(share), 4) for share in torch.softmax(kind[0], -1)],
            }
        )
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in recorded) + "\n]\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompts")
    parser.add_argument("--held-out", default="", help="files of prompts that it does not learn from, with commas")
    parser.add_argument("--vectors", help="WORDS.json,VECTORS.f32")
    parser.add_argument("--load", help="a network that was saved, instead of training")
    parser.add_argument("--begin", help="a network that was saved, to go on from")
    parser.add_argument("--mean", help="OTHER.pt,SHARE: the mean of the one that is loaded and another that was learned on from it")
    parser.add_argument("--drop", type=float, default=0.25, help="how much is left out in learning, so that it does not learn by heart")
    parser.add_argument("--often", default="", help="NAME=TIMES,…: files whose names begin so are learned so often in a round")
    parser.add_argument("--save")
    parser.add_argument("--export", help="the file to write")
    parser.add_argument("--recorded", help="what the written network says of some prompts, for the tests")
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--embedding", type=int, default=40)
    parser.add_argument("--words", type=int, default=3000, help="so many common words are known though no prompt has them")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--hidden", type=float, default=0.35, help="how often what the rules read is hidden from it")
    parser.add_argument("--word-step", type=float, default=0.5)
    parser.add_argument("--step", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def times(file, often):
    """How often a file's prompts are learned in a round."""
    return next((int(count) for name, count in (each.split("=") for each in often.split(",") if each) if file.startswith(name)), 1)


def main():
    args = arguments()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    np.random.seed(args.seed)
    prompts = load_prompts(args.prompts)
    held_out = [name for name in args.held_out.split(",") if name]
    tests = [prompt for prompt in prompts if prompt["file"] in held_out]
    learned = [prompt for prompt in prompts if prompt["file"] not in held_out]
    print(f"{len(learned)} prompts to learn from, {len(tests)} held out", flush=True)
    saved = args.load or args.begin
    if saved:
        state, rows, follows = torch.load(saved)
        args.width, args.embedding = len(state["ln.weight"]), state["emb.weight"].shape[1]
        if args.begin:
            state, rows = with_words_of(learned, state, rows, args.vectors and known_vectors(args.vectors))
        if args.mean:
            state, follows = mean_with(args.mean, state, follows)
        net = Net(torch.zeros(len(rows), args.embedding), args.width, args.drop)
        net.load_state_dict(state)
    else:
        net, rows, follows = begun(learned, args)
    if not args.load:
        often = [prompt for prompt in learned for _ in range(times(prompt["file"], args.often))]
        follows = train(net, rows, follows, often, tests, args)
    if args.save:
        torch.save((net.state_dict(), rows, follows), args.save)
    if args.export:
        if tests:
            print(measure(net, rows, tests, follows), flush=True)
        rounded = export(net, rows, follows, args)
        if tests:
            print("as written:", measure(net, rows, tests, follows), flush=True)
        if args.recorded:
            record(net, rows, prompts, rounded, args.recorded)


if __name__ == "__main__":
    sys.exit(main())
