"""One device or one heavy library each; never each other, never the core."""

import os

# cv2 reads these when it is first loaded, by whichever edge. What it and its ffmpeg print about a user's
# mistake would stand beside our own sentence.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
# With hardware transforms a webcam may need most of a minute to open on Windows.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
# A webcam that gives nothing is given up after so many seconds.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3")
# A picture of more, as many as phones give, is not decoded; camera/recording.py says so.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "50000000")
# pygame greets on import.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
