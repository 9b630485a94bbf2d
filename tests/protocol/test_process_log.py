from graphnn.protocol.process_log import log_file, open_log


def test_a_log_starts_anew_with_each_process(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for words in (b"the first engine", b"the second"):
        with open_log("engine") as log:
            log.write(words)

    assert log_file("engine").read_bytes() == b"the second"


def test_where_no_log_can_be_written_its_words_are_dropped(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    with open_log("engine") as log:
        log.write(b"words")

    assert not log_file("engine").exists()
