BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kho_tin','version_1','2026-11-23 12:01:46.038589+00:00');
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  identity TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT,
  published_text TEXT,
  year INTEGER,
  author TEXT,
  source TEXT,
  category TEXT,
  summary TEXT,
  body TEXT NOT NULL,
  body_html TEXT,
  language TEXT,
  words INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'unlisted', 'gone', 'blocked', 'error')),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  last_changed TEXT NOT NULL,
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  parser TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  UNIQUE (site, identity),
  UNIQUE (site, url)
);
INSERT INTO "articles" VALUES(1,'sample','1043','https://vungsuong.example/don-song-1043.html','Vườn ươm','2021-06-02','Cập nhật lúc: 02/06/2021',2021,'Nguyễn Văn An',NULL,'Xúc tiến đầu tư','Ba dự án mới.','Sáng 2/6, Ban Quản lý họp.

Cuộc họp bàn về đất./.','<p>Sáng 2/6, Ban Quản lý họp.</p><p>Cuộc họp bàn về đất./.</p>','vi',11,'listed','2026-03-01T00:00:01Z','2026-03-01T00:00:02Z','2026-03-01T00:00:02Z','c0a7ff4056e02ff4e36cf25a75bab98d6ecc8a12d14970c16048715b1fd8adef','vnpt_portal@1',2);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','articles_fts','articles_fts',0,'CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, summary, author, body, attachments,
  title_folded, summary_folded, author_folded, body_folded, attachments_folded,
  tokenize = ''unicode61 remove_diacritics 0''
)');
INSERT INTO "articles_fts" VALUES('Vườn ươm','Ba dự án mới.','Nguyễn Văn An','Sáng 2/6, Ban Quản lý họp.

Cuộc họp bàn về đất./.','12-QĐ-BQL.pdf','vuon uom','ba du an moi.','nguyen van an','sang 2/6, ban quan ly hop.

cuoc hop ban ve dat./.','12-qd-bql.pdf');
CREATE TABLE 'articles_fts_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "articles_fts_config" VALUES('rank','bm25(20.0, 8.0, 6.0, 4.0, 2.0, 5.0, 2.0, 1.5, 1.0, 0.5)');
INSERT INTO "articles_fts_config" VALUES('version',4);
CREATE TABLE 'articles_fts_content'(id INTEGER PRIMARY KEY, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
INSERT INTO "articles_fts_content" VALUES(1,'Vườn ươm','Ba dự án mới.','Nguyễn Văn An','Sáng 2/6, Ban Quản lý họp.

Cuộc họp bàn về đất./.','12-QĐ-BQL.pdf','vuon uom','ba du an moi.','nguyen van an','sang 2/6, ban quan ly hop.

cuoc hop ban ve dat./.','12-qd-bql.pdf');
CREATE TABLE 'articles_fts_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "articles_fts_data" VALUES(1,X'010204030C040204030C04');
INSERT INTO "articles_fts_data" VALUES(10,X'000000010102020002010101020101');
INSERT INTO "articles_fts_data" VALUES(137438953473,X'0000021303303132010C010402010902010132010C010303010803010136010C0103040108040102616E011201020401060401070401026261010C01010201060203016E010E010305010805080202716C010C0104040109040203C3A06E010601030B010463756F6301060108090304E1BB996301060103090103646174010601080D030175010601050402026F6E010601050202017501060106030203E1BBB101060101030103686F700108010808040204E1BB8D7001080103080401036B68750108070105070203696E6801080801050801026C7901060108070202C3BD010601030701036D6F6901060106050204E1BB9B69010601010501066E677579656E01060107020504E1BB856E01060102020103706466010C010405010905010271640106010903020375616E01060108060304E1BAA36E01060103060202C4910106010403010473616E67010601080202036F6E6701060105030204756F6E67010601050B0204C3A16E6701060103020303B36E670102030206C6B0C6A16E6701020B01027465010601050902017501060105050202C6B00102050203E1BABF010209010376616E010601070303016F0106010506020165010601080C0203756E67010601050A0203C3A06F0102060203C4836E01060102030204C5A96E6701020A0203E1BB81010601030C0103C3A16E01060101040105C491C3B36E0102020304E1BAA574010601030D0502A775010204040C0B0B0F0C0C0C0A0B0B0A0809080A0B0C0B0B09090A0B0D0B0D090A0B090B0A0B0B080B090807080A08080A080A090A0A0A0B');
INSERT INTO "articles_fts_data" VALUES(274877906945,X'0000021303303132010D010402010902010132010D010303010803010136010D0103040108040102616E011301020401060401070401026261010D01010201060203016E010F010305010805080202716C010D0104040109040203C3A06E010701030B010463756F6301070108090304E1BB996301070103090103646174010701080D030175010102026F6E010102017501070106030203E1BBB101070101030103686F700109010808040204E1BB8D7001090103080401036B687501010203696E68010101026C7901070108070202C3BD010701030701036D6F6901070106050204E1BB9B69010701010501066E677579656E01070107020504E1BB856E01070102020103706466010D010405010905010271640107010903020375616E01070108060304E1BAA36E01070103060202C4910107010403010473616E67010701080202036F6E6701010204756F6E6701010204C3A16E6701070103020303B36E6701010206C6B0C6A16E67010101027465010102017501010202C6B001010203E1BABF01010103756F6D0106010503010376616E010701070303016F0101020165010701080C0203756E67010103026F6E01060105020203C3A06F01010203C4836E01070102030204C5A96E6701010206C6B0E1BB9D6E0102020203E1BB81010701030C0103C3A16E01070101040105C491C3B36E01010304E1BAA574010701030D0502A77501010105C6B0C6A16D010203040C0B0B0F0C0C0C0A0B0B0A0506080A0B0C070709090A0B0D0B0D090A0B090B07080B070A060506070A0A05080709070A080B0A0A090B06');
CREATE TABLE 'articles_fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "articles_fts_docsize" VALUES(1,X'0204030C040204030C04');
CREATE TABLE 'articles_fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO "articles_fts_idx" VALUES(1,X'',2);
INSERT INTO "articles_fts_idx" VALUES(2,X'',2);
CREATE TABLE attachments (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL CHECK (position > 0),
  url TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT,
  bytes INTEGER,
  sha256 TEXT CHECK (length(sha256) = 64),
  text TEXT,
  capture INTEGER REFERENCES captures(id),
  PRIMARY KEY (article, position)
);
INSERT INTO "attachments" VALUES(1,1,'https://vungsuong.example/12.pdf','12-QĐ-BQL.pdf',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id),
  url TEXT NOT NULL,
  page_url TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  media_type TEXT,
  encoding TEXT,
  payload_sha256 TEXT CHECK (length(payload_sha256) = 64),
  warc TEXT NOT NULL,
  offset INTEGER NOT NULL CHECK (offset >= 0),
  length INTEGER NOT NULL CHECK (length > 0),
  record_id TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('live', 'wayback', 'import')),
  etag TEXT,
  last_modified TEXT,
  refers_to INTEGER REFERENCES captures(id),
  UNIQUE (warc, offset)
);
INSERT INTO "captures" VALUES(1,1,'https://vungsuong.example/don-song-1043.html','https://vungsuong.example/don-song-1043.html','2026-03-01T00:00:01Z',200,NULL,NULL,NULL,'sample-1.warc.gz',0,1000,'<urn:x:0>','live',NULL,NULL,NULL);
INSERT INTO "captures" VALUES(2,1,'https://vungsuong.example/don-song-1043.html','https://vungsuong.example/don-song-1043.html','2026-03-01T00:00:02Z',200,NULL,NULL,NULL,'sample-1.warc.gz',1000,1000,'<urn:x:1000>','live',NULL,NULL,NULL);
CREATE TABLE images (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL CHECK (position > 0),
  url TEXT NOT NULL,
  caption TEXT,
  alt TEXT,
  capture INTEGER REFERENCES captures(id),
  PRIMARY KEY (article, position)
);
INSERT INTO "images" VALUES(1,1,'https://vungsuong.example/a.jpg','Cảng Mũi Én','cảng',NULL);
CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  run INTEGER NOT NULL REFERENCES runs(id),
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'unlisted', 'gone', 'blocked', 'error')),
  status INTEGER,
  capture INTEGER REFERENCES captures(id),
  parser TEXT,
  published_text TEXT,
  content_sha256 TEXT,
  layout_sha256 TEXT,
  CHECK ((content_sha256 IS NULL) = (layout_sha256 IS NULL)),
  CHECK (content_sha256 IS NULL OR (capture IS NOT NULL AND parser IS NOT NULL))
);
INSERT INTO "observations" VALUES(1,1,1,'2026-03-01T00:00:01Z','listed',200,1,'vnpt_portal@1','Cập nhật lúc: 02/06/2021','4a87c8258ff5b109541c33d89c5bc17f1e2cc0e761ec772ab877f8f937e524ee','e908729410159c44ad2dd0cd35c86feeaf7bdadee5f3129f1c5325492d43c30e');
INSERT INTO "observations" VALUES(2,1,1,'2026-03-01T00:00:02Z','listed',200,2,'vnpt_portal@1','Cập nhật lúc: 02/06/2021','c0a7ff4056e02ff4e36cf25a75bab98d6ecc8a12d14970c16048715b1fd8adef','e908729410159c44ad2dd0cd35c86feeaf7bdadee5f3129f1c5325492d43c30e');
CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id),
  url TEXT,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  article INTEGER REFERENCES articles(id),
  at TEXT NOT NULL
);
CREATE TABLE revisions (
  article INTEGER NOT NULL REFERENCES articles(id),
  number INTEGER NOT NULL CHECK (number > 0),
  seen_at TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT,
  published_text TEXT,
  author TEXT,
  source TEXT,
  category TEXT,
  summary TEXT,
  body TEXT NOT NULL,
  language TEXT,
  images TEXT NOT NULL,
  attachments TEXT NOT NULL,
  changed TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  parser TEXT NOT NULL,
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  PRIMARY KEY (article, number)
);
INSERT INTO "revisions" VALUES(1,1,'2026-03-01T00:00:01Z','https://vungsuong.example/don-song-1043.html','Đón sóng đầu tư vào Khu kinh tế Vũng Sương','2021-06-02','Cập nhật lúc: 02/06/2021','Nguyễn Văn An',NULL,'Xúc tiến đầu tư','Ba dự án mới.','Sáng 2/6, Ban Quản lý họp.

Cuộc họp bàn về đất./.','vi','[{"caption":"Cảng Mũi Én","url":"https://vungsuong.example/a.jpg"}]','[{"filename":"12-QĐ-BQL.pdf","url":"https://vungsuong.example/12.pdf"}]','[]',1,'vnpt_portal@1','4a87c8258ff5b109541c33d89c5bc17f1e2cc0e761ec772ab877f8f937e524ee');
INSERT INTO "revisions" VALUES(1,2,'2026-03-01T00:00:02Z','https://vungsuong.example/don-song-1043.html','Vườn ươm','2021-06-02','Cập nhật lúc: 02/06/2021','Nguyễn Văn An',NULL,'Xúc tiến đầu tư','Ba dự án mới.','Sáng 2/6, Ban Quản lý họp.

Cuộc họp bàn về đất./.','vi','[{"caption":"Cảng Mũi Én","url":"https://vungsuong.example/a.jpg"}]','[{"filename":"12-QĐ-BQL.pdf","url":"https://vungsuong.example/12.pdf"}]','["title"]',2,'vnpt_portal@1','c0a7ff4056e02ff4e36cf25a75bab98d6ecc8a12d14970c16048715b1fd8adef');
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  started TEXT NOT NULL,
  finished TEXT,
  verdict TEXT CHECK (verdict IN ('ok', 'red', 'blocked', 'crashed')),
  reason TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  version TEXT,
  start TEXT,
  arguments TEXT NOT NULL DEFAULT '{}',
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  listings INTEGER NOT NULL DEFAULT 0,
  exit_code INTEGER,
  parsers TEXT NOT NULL DEFAULT '{}',
  CHECK ((finished IS NULL) = (verdict IS NULL))
);
INSERT INTO "runs" VALUES(1,'sample','2026-11-23T12:01:46Z',NULL,NULL,NULL,0,0,0,0,0,0,'1.0.0',NULL,'{}',0,0,0,NULL,'{}');
CREATE TABLE sites (
  name TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  home_url TEXT NOT NULL,
  cms TEXT,
  language TEXT,
  invented INTEGER NOT NULL DEFAULT 0 CHECK (invented IN (0, 1))
);
INSERT INTO "sites" VALUES('sample','Ban Quản lý','https://vungsuong.example/',NULL,'vi',1);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX runs_site ON runs(site, started);
CREATE INDEX captures_page_url ON captures(page_url, fetched_at);
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_payload_sha256 ON captures(payload_sha256);
CREATE INDEX captures_record_id ON captures(record_id);
CREATE INDEX captures_run ON captures(run);
CREATE INDEX captures_refers_to ON captures(refers_to) WHERE refers_to IS NOT NULL;
CREATE INDEX articles_site_published ON articles(site, published);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_year ON articles(year);
CREATE INDEX articles_category ON articles(category);
CREATE INDEX articles_author ON articles(author);
CREATE INDEX articles_capture ON articles(capture);
CREATE INDEX revisions_capture ON revisions(capture);
CREATE INDEX revisions_seen_at ON revisions(seen_at);
CREATE INDEX images_capture ON images(capture);
CREATE INDEX images_url ON images(url);
CREATE INDEX attachments_capture ON attachments(capture);
CREATE INDEX attachments_url ON attachments(url);
CREATE INDEX observations_article ON observations(article, at);
CREATE INDEX observations_run ON observations(run);
CREATE INDEX observations_capture ON observations(capture) WHERE capture IS NOT NULL;
CREATE UNIQUE INDEX observations_reading ON observations(article, at, capture)
  WHERE content_sha256 IS NOT NULL;
CREATE INDEX problems_run ON problems(run);
CREATE INDEX problems_article ON problems(article) WHERE article IS NOT NULL;
PRAGMA writable_schema=OFF;
COMMIT;
